import { useEffect, useId, useMemo, useState } from 'react';
import { SuggestField } from '../../../controls';
import { useIngest, useIngestStore } from '../../../state/LabProvider';
import type { IngestEdit, IngestPreview, SessionPort } from '../../../state/library/ingest';
import { EntryStrip } from './EntryStrip';
import { PickList } from '../bring/PickList';
import { queueOf } from './thumbnailQueue';
import { counted } from '../words';

const SIDE = 72;
const CELL = SIDE + 12;
const NONE: ReadonlySet<number> = new Set();

interface Props {
  session: SessionPort;
  preview: IngestPreview;
  /** null: the images without a label. */
  path: string | null;
}

/** All images of a class, or all without one: those that are selected get a label, or are left out. */
export function EntriesView({ session, preview, path }: Props) {
  const ingestStore = useIngestStore();
  const id = useId();
  const working = useIngest((state) => state.working);
  const revision = useIngest((state) => state.revision);
  const [entries, setEntries] = useState<Int32Array>(() => new Int32Array());
  const [selected, setSelected] = useState<ReadonlySet<number>>(NONE);
  const [label, setLabel] = useState('');
  const queue = queueOf(session);
  const paths = useMemo(() => preview.classes.map((own) => own.path), [preview.classes]);

  useEffect(() => {
    let current = true;
    session.entries(path).then(
      (found) => {
        if (!current) return;
        setEntries(found);
        setSelected(NONE);
      },
      // The session has been closed, and the dialog with it.
      () => undefined,
    );
    return () => void (current = false);
  }, [session, path, revision]);

  const chosen = [...selected].flatMap((i) => entries[i] ?? []);
  const carryOut = (edit: IngestEdit) => void ingestStore.getState().edit(edit);
  const give = () => {
    if (!working && chosen.length > 0 && label.trim() !== '') carryOut({ type: 'assign', entries: chosen, path: label.trim() });
  };
  return (
    <div className="images-classes-view">
      <PickList
        label={path === null ? 'Images without label' : `Images of ${path}`}
        count={entries.length}
        rowHeight={CELL}
        itemWidth={CELL}
        selected={selected}
        select={setSelected}
        nameOf={(i) => `Image ${i + 1}`}
        empty={path === null ? 'Every image has a label.' : 'No images.'}
      >
        {(i) => <EntryStrip queue={queue} entries={[entries[i]!]} side={SIDE} />}
      </PickList>
      <div className="images-pick-actions">
        <span className="images-pick-count">
          {chosen.length === 0 ? 'Select images to label them; Shift takes a range' : `${counted(chosen.length, 'image')} selected`}
        </span>
        <label htmlFor={id}>Label</label>
        <SuggestField
          id={id}
          placeholder="animals/cat"
          value={label}
          suggestions={paths}
          change={setLabel}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return;
            event.preventDefault();
            give();
          }}
        />
        <button
          type="button"
          className="button button-small"
          disabled={working || chosen.length === 0 || label.trim() === ''}
          onClick={give}
        >
          Give label
        </button>
        {path !== null && (
          <button
            type="button"
            className="button button-small"
            disabled={working || chosen.length === 0}
            onClick={() => carryOut({ type: 'assign', entries: chosen, path: null })}
          >
            Take label away
          </button>
        )}
        <button
          type="button"
          className="button button-small"
          disabled={working || chosen.length === 0}
          onClick={() => carryOut({ type: 'excludeEntries', entries: chosen })}
        >
          Leave out
        </button>
      </div>
    </div>
  );
}
