import { useState } from 'react';
import { messageOf } from '../../../core/errors';
import { bytesInWords } from '../../../core/ingest/limits';
import { showName } from '../../../core/ingest/names';
import { Ask, Dialog, useKeptFocus } from '../../../controls';
import { useIngest, useIngestStore, useLab, useLabStore } from '../../../state/LabProvider';
import type { LabState } from '../../../state/lab.types';
import { FilesPicker, FolderPicker } from '../bring/Pickers';

type Summary = LabState['imageSets'][number];

const dates = new Intl.DateTimeFormat('en', { dateStyle: 'medium' });

/** Every image set there is: the bundled ones and the user's own, with what they take; and the ways to more. */
export function SetsDialog({ choose }: { choose(id: string): void }) {
  const labStore = useLabStore();
  const ingestStore = useIngestStore();
  const open = useIngest((state) => state.dialog === 'sets');
  const sets = useLab((lab) => lab.imageSets);
  const [asking, setAsking] = useState<string>();
  const [problem, setProblem] = useState<string>();
  const kept = useKeptFocus<HTMLUListElement>();
  const own = sets.filter((set) => set.removable);
  const close = () => {
    setAsking(undefined);
    setProblem(undefined);
    ingestStore.getState().hide('sets');
  };
  const remove = (id: string) => {
    setAsking(undefined);
    labStore
      .getState()
      .removeImageSet(id)
      .then(
        () => setProblem(undefined),
        (error: unknown) => setProblem(messageOf(error)),
      );
  };
  return (
    <Dialog
      open={open}
      title="Image sets"
      onClose={close}
      onSubmit={close}
      foot={
        <>
          <p className="dialog-effect" data-align="start">
            {own.length === 0
              ? 'Your own images stay in this browser. Nothing is uploaded.'
              : `Your own sets take ${bytesInWords(own.reduce((sum, { bytes = 0 }) => sum + bytes, 0))} of this browser’s storage.`}
          </p>
          <button type="submit" className="button">
            Close
          </button>
        </>
      }
    >
      <ul ref={kept} className="images-set-list" aria-label="Image sets">
        {sets.map((set) => (
          <SetRow
            key={set.id}
            set={set}
            ask={() => setAsking(set.id)}
            choose={() => {
              choose(set.id);
              close();
            }}
          />
        ))}
      </ul>
      <DeleteSet id={asking} answer={(yes) => (yes && asking !== undefined ? remove(asking) : setAsking(undefined))} />
      {problem && (
        <p className="field-error" role="alert">
          {problem}
        </p>
      )}
      <div className="images-bring-box">
        <p>
          <strong>Bring your own images.</strong> Drop folders, images or an archive anywhere on the page, or paste an image. Folders become
          classes.
        </p>
        <div className="images-bring-box-buttons">
          <FolderPicker />
          <FilesPicker />
          <button type="button" className="button" onClick={() => ingestStore.getState().show('collect')}>
            Capture by class
          </button>
        </div>
      </div>
    </Dialog>
  );
}

/** Asks before a set goes. */
function DeleteSet({ id, answer }: { id: string | undefined; answer(yes: boolean): void }) {
  const set = useLab((lab) => lab.imageSets.find((one) => one.id === id));
  const running = useLab((lab) => id !== undefined && lab.trained && lab.inForce?.imageSet === id);
  const freed = set?.bytes === undefined ? 'Its images are deleted.' : `Its images are deleted, which frees ${bytesInWords(set.bytes)}.`;
  return (
    <Ask
      open={set !== undefined}
      title={`Delete ${showName(set?.title ?? '')}?`}
      says={`${running ? 'The running experiment goes too. ' : ''}${freed}`}
      yes="Delete"
      no="Keep"
      answer={answer}
    />
  );
}

interface RowProps {
  set: Summary;
  ask(): void;
  choose(): void;
}

function SetRow({ set, ask, choose }: RowProps) {
  const ingestStore = useIngestStore();
  const current = useLab((lab) => lab.config.imageSet === set.id);
  const lastReport = useIngest((state) => state.outcome?.report?.set === set.id);
  const title = showName(set.title);
  const details = [set.detail, set.created === undefined ? '' : dates.format(set.created)];
  return (
    <li className="images-set-row" data-current={current || undefined}>
      <div className="images-set-words">
        <p className="images-set-title" title={showName(set.title, 1000)}>
          {title} {!set.removable && <span className="badge">bundled</span>}
        </p>
        <p className="panel-note">{details.filter(Boolean).join(' · ')}</p>
      </div>
      <div className="images-set-actions">
        {lastReport && (
          <button type="button" className="link-button" onClick={() => ingestStore.getState().show('report')}>
            Report
          </button>
        )}
        {set.removable && (
          <button type="button" className="link-button" onClick={ask} aria-label={`Delete ${title}`}>
            Delete
          </button>
        )}
        {current ? (
          <span className="images-set-current">in use</span>
        ) : (
          <button type="button" className="button button-small" onClick={choose} aria-label={`Use ${title}`}>
            Use
          </button>
        )}
      </div>
    </li>
  );
}
