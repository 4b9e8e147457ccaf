import { useEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { Dialog } from '../../controls';
import { useLab, useLabStores } from '../../state/LabProvider';
import { hasModel } from '../../state/views/guest/ask';
import type { GuestPicture } from '../../state/views/guest/guest';
import { closeWebcam, grabFrame, openWebcam, webcamProblem } from '../images/bring/webcam';
import './ask.css';

/** Takes one picture, from a file or the webcam, and asks every run about it. */
export function AskDialog() {
  const { ask } = useLabStores();
  const { open, picture, busy, problem } = useStore(ask);
  const model = useLab(hasModel);
  const canTrain = useLab((lab) => lab.ready && lab.failure === undefined && lab.status.state !== 'finished');
  const field = useRef<HTMLInputElement>(null);
  const { hide, bring, ask: send } = ask.getState();
  // What goes wrong is told in the dialog.
  const bringFile = (file: Blob | undefined, name?: string) => void (file && bring(file, name).catch(() => undefined));
  return (
    <Dialog
      open={open}
      size="narrow"
      title="Ask with your own picture"
      onClose={hide}
      foot={
        <>
          <p className="dialog-effect" data-align="start">
            It stays on this machine, joins no set and counts in no measure.
          </p>
          <button type="button" className="button" onClick={hide}>
            Close
          </button>
          {picture && model && (
            <button type="button" className="button button-primary" disabled={busy} onClick={() => void send().catch(() => undefined)}>
              Ask
            </button>
          )}
          {picture && !model && (
            <button
              type="button"
              className="button button-primary"
              disabled={busy || !canTrain}
              onClick={() => void send(true).catch(() => undefined)}
            >
              Train, then ask
            </button>
          )}
        </>
      }
    >
      {!model && (
        <p className="ask-note" role="status">
          There is no model on this page yet: what is on show is a recording, which holds embeddings and no weights. Train first – from the
          first step on every run can look at your picture.
        </p>
      )}
      <div className="ask-drop" role="group" aria-label="Picture">
        {picture ? <Picture picture={picture} /> : <p>Drop one picture anywhere on the page, paste it, or</p>}
        <div className="ask-ways">
          <button type="button" className="button" disabled={busy} onClick={() => field.current?.click()}>
            {picture ? 'Choose another file' : 'Choose a file'}
          </button>
          <Camera take={(file) => bringFile(file, 'your picture')} />
        </div>
        <input
          ref={field}
          type="file"
          accept="image/*"
          className="visually-hidden"
          aria-label="Picture file"
          tabIndex={-1}
          onChange={(event) => {
            bringFile(event.target.files?.[0]);
            event.target.value = '';
          }}
        />
      </div>
      {busy && (
        <p className="panel-note" role="status">
          looking at it …
        </p>
      )}
      {/* Without a model the note above says so. */}
      {problem && (model || !picture) && (
        <p className="field-error" role="alert">
          {problem}
        </p>
      )}
    </Dialog>
  );
}

/** As the models see it. */
function Picture({ picture: { image, size, name } }: { picture: GuestPicture }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    context?.drawImage(image, 0, 0, size, size);
  }, [image, size]);
  return (
    <figure className="ask-picture">
      <canvas ref={canvas} width={size} height={size} aria-hidden="true" />
      <figcaption>
        {name}, centre square at {size} px as the set’s images
      </figcaption>
    </figure>
  );
}

function Camera({ take }: { take(file: File): void }) {
  const video = useRef<HTMLVideoElement>(null);
  const asked = useRef<AbortController>(undefined);
  const [stream, setStream] = useState<MediaStream>();
  const [problem, setProblem] = useState<string>();
  useEffect(() => {
    if (video.current) video.current.srcObject = stream ?? null;
    // The lamp goes out with the dialog.
    return () => closeWebcam(stream);
  }, [stream]);
  useEffect(() => () => asked.current?.abort(), []);
  const start = () => {
    setProblem(undefined);
    asked.current?.abort();
    const { signal } = (asked.current = new AbortController());
    openWebcam(signal).then(setStream, (error: unknown) => signal.aborted || setProblem(webcamProblem(error)));
  };
  const shoot = () => {
    if (!video.current) return;
    void grabFrame(video.current).then((file) => {
      if (!file) return;
      setStream(undefined);
      take(file);
    });
  };
  return (
    <>
      <button type="button" className="button" onClick={stream ? shoot : start}>
        {stream ? 'Take the picture' : 'Use the webcam'}
      </button>
      {/* What the webcam shows has no sound and needs no captions. */}
      <video ref={video} className="ask-video" autoPlay muted playsInline aria-label="Webcam" hidden={!stream} />
      {problem && (
        <p className="field-error" role="alert">
          {problem}
        </p>
      )}
    </>
  );
}
