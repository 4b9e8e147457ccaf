import { useEffect, useRef, useState } from 'react';
import { showName } from '../../../core/ingest/names';
import { Dialog, useKeptFocus } from '../../../controls';
import { integer } from '../../../plots/format';
import { useIngest, useIngestStore } from '../../../state/LabProvider';
import { asFolder, collection, nextName, useCollection, type CollectedClass } from './collection';
import { closeWebcam, grabFrame, openWebcam, webcamProblem } from './webcam';
import { counted } from '../words';

/** Between two frames while the button is held, milliseconds: neighbouring frames should differ a little. */
const FRAME_EVERY = 160;
const SHOWN = 8;

/** Collects images class by class, from the webcam or by pasting; then they go the way of all images, over the preview. */
export function CollectDialog() {
  const ingestStore = useIngestStore();
  const open = useIngest((state) => state.dialog === 'collect');
  const classes = useCollection((state) => state.classes);
  const kept = useKeptFocus<HTMLUListElement>();
  const images = classes.reduce((sum, { files }) => sum + files.length, 0);
  const close = () => ingestStore.getState().hide('collect');
  const goOn = () => {
    if (images === 0) return;
    void ingestStore
      .getState()
      .bringFiles(asFolder(classes))
      // They are in the preview now; the next collection begins with nothing.
      .then(() => ingestStore.getState().stage === 'preview' && collection.getState().clear());
  };
  return (
    <Dialog
      open={open}
      title="Capture by class"
      onClose={close}
      onSubmit={goOn}
      foot={
        <>
          <p className="dialog-effect" data-align="start">
            {images === 0
              ? 'Pictures stay on this machine.'
              : `${counted(images, 'image')} of ${counted(classes.length, 'class', 'classes')}${classes.length < 2 ? '; training needs 2 classes or more' : ''}`}
          </p>
          <button type="button" className="button" onClick={close}>
            Close
          </button>
          <button type="submit" className="button button-primary" disabled={images === 0}>
            Go on to preview
          </button>
        </>
      }
    >
      <div className="images-collect">
        <Camera />
        <div className="images-collect-classes">
          {classes.length === 0 ? (
            <p className="panel-note">No images yet. Hold the button while you turn the thing you show, or paste images with Ctrl+V.</p>
          ) : (
            <ul ref={kept} aria-label="Captured classes">
              {classes.map((own) => (
                <ClassRow key={own.name} own={own} />
              ))}
            </ul>
          )}
        </div>
      </div>
    </Dialog>
  );
}

function Camera() {
  const video = useRef<HTMLVideoElement>(null);
  const timer = useRef<ReturnType<typeof setInterval>>(undefined);
  const [stream, setStream] = useState<MediaStream>();
  const [problem, setProblem] = useState<string>();
  const [holding, setHolding] = useState(false);
  const current = useCollection((state) => state.current);
  const classes = useCollection((state) => state.classes);
  const count = classes.find(({ name }) => name === current)?.files.length ?? 0;

  useEffect(() => {
    if (video.current) video.current.srcObject = stream ?? null;
    // The lamp goes out with the dialog.
    return () => closeWebcam(stream);
  }, [stream]);
  useEffect(() => () => clearInterval(timer.current), []);

  const asked = useRef<AbortController>(undefined);
  // The dialog may close while the browser still asks for permission: a camera that comes later is let go.
  useEffect(() => () => asked.current?.abort(), []);
  const start = () => {
    setProblem(undefined);
    asked.current?.abort();
    const { signal } = (asked.current = new AbortController());
    openWebcam(signal).then(setStream, (error: unknown) => signal.aborted || setProblem(webcamProblem(error)));
  };
  const grab = () => {
    if (!video.current) return;
    void grabFrame(video.current).then((file) => file && collection.getState().add(file));
  };
  const hold = () => {
    if (!stream || holding) return;
    setHolding(true);
    grab();
    timer.current = setInterval(grab, FRAME_EVERY);
  };
  const release = () => {
    clearInterval(timer.current);
    setHolding(false);
  };
  return (
    <div className="images-collect-camera">
      <div className="images-collect-field">
        <label htmlFor="collect-class">Class</label>
        <input
          id="collect-class"
          className="input"
          type="text"
          value={current}
          autoComplete="off"
          onChange={(event) => collection.getState().choose(event.target.value)}
          // The dialog goes on with its own button: Enter here only ends typing.
          onKeyDown={(event) => event.key === 'Enter' && event.preventDefault()}
        />
        <button
          type="button"
          className="button button-small"
          disabled={count === 0}
          onClick={() => collection.getState().choose(nextName(classes))}
        >
          Next class
        </button>
      </div>
      <div className="images-collect-video" data-holding={holding || undefined}>
        {/* What the webcam shows has no sound and needs no captions. */}
        <video ref={video} autoPlay muted playsInline aria-label="Webcam" hidden={!stream} />
        {!stream && (
          <button type="button" className="button" onClick={start}>
            Start webcam
          </button>
        )}
      </div>
      {problem && (
        <p className="field-error" role="alert">
          {problem}
        </p>
      )}
      <div className="images-collect-actions">
        <button
          type="button"
          className="button button-primary"
          disabled={!stream}
          aria-pressed={holding}
          onPointerDown={hold}
          onPointerUp={release}
          onPointerLeave={release}
          onPointerCancel={release}
          onBlur={release}
          onKeyDown={(event) => {
            if (event.key !== ' ' && event.key !== 'Enter') return;
            event.preventDefault();
            if (!event.repeat) hold();
          }}
          onKeyUp={(event) => (event.key === ' ' || event.key === 'Enter') && release()}
        >
          Hold to capture
        </button>
        <span className="images-collect-count" aria-live="polite">
          {counted(count, 'image')}
        </span>
        {stream && (
          <button type="button" className="link-button" onClick={() => setStream(undefined)}>
            Stop webcam
          </button>
        )}
      </div>
    </div>
  );
}

function ClassRow({ own: { name, files } }: { own: CollectedClass }) {
  const current = useCollection((state) => state.current === name);
  const shown = showName(name, 40);
  const { choose, removeLast, removeClass } = collection.getState();
  return (
    <li className="images-collect-row" data-current={current || undefined}>
      <button type="button" className="images-collect-name" onClick={() => choose(name)} aria-pressed={current} title={showName(name, 500)}>
        {shown}
      </button>
      <span className="images-collect-files" aria-hidden="true">
        {files.slice(-SHOWN).map((file, i) => (
          <FileImage key={files.length - i} file={file} />
        ))}
      </span>
      <span className="images-collect-number">{integer(files.length)}</span>
      <button type="button" className="link-button" onClick={() => removeLast(name)} aria-label={`Take the last image of ${shown} back`}>
        undo
      </button>
      <button type="button" className="link-button" onClick={() => removeClass(name)} aria-label={`Remove ${shown}`}>
        remove
      </button>
    </li>
  );
}

function FileImage({ file }: { file: File }) {
  const image = useRef<HTMLImageElement>(null);
  useEffect(() => {
    const address = URL.createObjectURL(file);
    if (image.current) image.current.src = address;
    return () => URL.revokeObjectURL(address);
  }, [file]);
  return <img ref={image} alt="" width={28} height={28} />;
}
