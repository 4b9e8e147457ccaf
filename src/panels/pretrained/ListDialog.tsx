import { useState } from 'react';
import { messageOf } from '../../core/errors';
import { bytesInWords } from '../../core/ingest/limits';
import { shortId, type KeptWeights } from '../../core/weights/kept';
import { Ask, Dialog } from '../../controls';
import { useIngestStore, useLab, useLabStore, useWeights } from '../../state/LabProvider';
import { COMMON_FILES } from './commonFiles';

const dates = new Intl.DateTimeFormat('en', { dateStyle: 'medium' });

/** Weights that are kept in this browser, and where to get some. */
export function ListDialog() {
  const open = useWeights((weights) => weights.listed);
  const kept = useWeights((weights) => weights.kept);
  const failure = useWeights((weights) => weights.failure);
  const { show, use, remove } = useWeights((weights) => weights);
  const current = useLab((lab) => lab.config.model.weights);
  const labStore = useLabStore();
  const [asking, setAsking] = useState<KeptWeights>();
  const [problem, setProblem] = useState<string>();
  const close = () => {
    setProblem(undefined);
    show(false);
  };
  const told = (work: Promise<void>, then?: () => void) =>
    void work.then(
      () => (setProblem(undefined), then?.()),
      (error: unknown) => setProblem(messageOf(error)),
    );
  const draw = () => {
    const { config, edit } = labStore.getState();
    const { normalisation } = config.augmentation;
    return edit({ model: { weights: null }, ...(normalisation === 'weights' ? { augmentation: { normalisation: 'timm' } } : {}) });
  };
  const taken = (kept ?? []).reduce((sum, { stored }) => sum + stored, 0);
  return (
    <Dialog
      open={open}
      title="Pretrained weights"
      size="long"
      onClose={close}
      onSubmit={close}
      foot={
        <>
          <p className="dialog-effect" data-align="start">
            {taken === 0
              ? 'Weights stay in this browser. Nothing is uploaded or fetched.'
              : `They take ${bytesInWords(taken)} of this browser’s storage.`}
          </p>
          {current !== null && (
            <button type="button" className="button" onClick={() => told(draw())}>
              Train without weights
            </button>
          )}
          <button type="submit" className="button">
            Close
          </button>
        </>
      }
    >
      <ul className="pretrained-list" aria-label="Pretrained weights">
        {kept?.map((one) => (
          <li key={one.id}>
            <div className="pretrained-words">
              <p className="pretrained-name" title={`${one.name}\nSHA-256 ${one.id}`}>
                {one.name}
              </p>
              <p className="panel-note">
                {one.family} · patch {one.shape.patch}, {one.shape.width} × {one.shape.depth}, {one.shape.image} px ·{' '}
                {bytesInWords(one.stored)} · {dates.format(new Date(one.date))} · SHA-256 {shortId(one.id)}…
              </p>
            </div>
            <button type="button" className="link-button" aria-label={`Delete ${one.name}`} onClick={() => setAsking(one)}>
              Delete
            </button>
            {current === one.id ? (
              <span className="panel-note">in use</span>
            ) : (
              <button type="button" className="button button-small" aria-label={`Use ${one.name}`} onClick={() => told(use(one.id), close)}>
                Use
              </button>
            )}
          </li>
        ))}
      </ul>
      {kept?.length === 0 && <p className="panel-note">There are none yet.</p>}
      {(problem ?? failure) !== undefined && (
        <p className="field-error" role="alert">
          {problem ?? failure}
        </p>
      )}
      <Bring />
      <CommonFiles />
      <Ask
        open={asking !== undefined}
        title={`Delete ${asking?.name ?? ''}?`}
        says={`This frees ${bytesInWords(asking?.stored ?? 0)}. Runs that began with them are kept, and can be gone on with when the file is added again.`}
        yes="Delete"
        no="Keep"
        answer={(yes) => {
          setAsking(undefined);
          if (yes && asking) told(remove(asking.id));
        }}
      />
    </Dialog>
  );
}

function Bring() {
  const ingestStore = useIngestStore();
  return (
    <div className="pretrained-bring">
      <p>
        <strong>Bring a vision transformer.</strong> Drop its file anywhere on the page, with its config.json if it has one: .safetensors,
        .pth, .pt or .bin of timm, DINO, DINOv2 and transformers, .npz of Google. Its body begins the model; the head is drawn anew.
      </p>
      <label className="button">
        Choose files
        <input
          type="file"
          multiple
          accept=".safetensors,.pth,.pt,.bin,.ckpt,.npz,.json"
          className="pretrained-picker"
          onChange={({ target }) => {
            const chosen = [...(target.files ?? [])];
            target.value = '';
            if (chosen.length > 0) void ingestStore.getState().bring(chosen);
          }}
        />
      </label>
    </div>
  );
}

function CommonFiles() {
  return (
    <section aria-label="Common files">
      <h3 className="pretrained-heading">Where to get them</h3>
      <table className="pretrained-files">
        <thead>
          <tr>
            <th scope="col">Model</th>
            <th scope="col">Name and file</th>
            <th scope="col">Trained on</th>
            <th scope="col">Size</th>
            <th scope="col">Licence</th>
          </tr>
        </thead>
        <tbody>
          {COMMON_FILES.map(({ name, model, trained, file, megabytes, licence, url }) => (
            <tr key={name}>
              <th scope="row" className="pretrained-whole">
                {model}
              </th>
              <td>
                <a href={url} target="_blank" rel="noreferrer">
                  {name}
                </a>
                <br />
                {file}
              </td>
              <td>{trained}</td>
              <td className="pretrained-whole">{megabytes} MB</td>
              <td className="pretrained-whole">{licence}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="panel-note">
        The page fetches nothing: save the file from its site, then drop it here. DeiT’s distilled models and DINOv2 with registers have
        tokens that this model has not, and are refused.
      </p>
    </section>
  );
}
