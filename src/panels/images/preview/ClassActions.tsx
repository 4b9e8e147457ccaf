import { useId, useState, type KeyboardEvent } from 'react';
import { fileName } from '../../../core/ingest/names';
import { SuggestField } from '../../../controls';
import { useIngest, useIngestStore } from '../../../state/LabProvider';
import type { IngestEdit, IngestPreview } from '../../../state/library/ingest';
import { groupsOf } from './arranged';
import { counted } from '../words';

type Action = 'rename' | 'merge' | 'regroup';

const WORDS: Record<Action, { field: string; go: string }> = {
  rename: { field: 'New name', go: 'Rename' },
  merge: { field: 'Into the class', go: 'Merge' },
  regroup: { field: 'Below the group (empty: top)', go: 'Move' },
};

interface Props {
  classes: IngestPreview['classes'];
  /** The selected ones. */
  paths: string[];
  open(path: string): void;
  done(): void;
}

/** What can be done with the selected classes. */
export function ClassActions({ classes, paths, open, done }: Props) {
  const ingestStore = useIngestStore();
  const id = useId();
  const working = useIngest((state) => state.working);
  const [action, setAction] = useState<Action>();
  const [text, setText] = useState('');
  const [only] = paths;
  const possible = action && (action === 'rename' ? paths.length === 1 : action === 'merge' ? paths.length > 1 : paths.length > 0);

  const begin = (next: Action) => {
    setAction(next);
    setText(next === 'rename' ? fileName(only ?? '') : next === 'merge' ? (only ?? '') : '');
  };
  const carryOut = async (edit: IngestEdit) => {
    if (!(await ingestStore.getState().edit(edit))) return;
    setAction(undefined);
    done();
  };
  const go = () => {
    if (working || !possible) return;
    if (action === 'rename' && text.trim() !== '') void carryOut({ type: 'rename', path: only!, name: text.trim() });
    if (action === 'merge' && text.trim() !== '') void carryOut({ type: 'merge', paths, into: text.trim() });
    if (action === 'regroup') void carryOut({ type: 'regroup', paths, group: text.trim() });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' && event.key !== 'Escape') return;
    // Enter carries this out, not the dialog; Escape leaves this, not the dialog.
    event.preventDefault();
    event.stopPropagation();
    if (event.key === 'Enter') go();
    else setAction(undefined);
  };

  if (action && possible) {
    const suggestions = action === 'merge' ? classes.map(({ path }) => path) : action === 'regroup' ? groupsOf(classes) : [];
    return (
      <div className="images-pick-actions">
        <label htmlFor={id}>{WORDS[action].field}</label>
        <SuggestField
          id={id}
          // The field has come in answer to a button: what is typed next belongs into it.
          inputRef={(element) => element?.focus()}
          value={text}
          suggestions={suggestions}
          change={setText}
          onKeyDown={onKeyDown}
        />
        <button type="button" className="button button-small" onClick={go} disabled={working}>
          {WORDS[action].go}
        </button>
        <button type="button" className="link-button" onClick={() => setAction(undefined)}>
          Leave it
        </button>
      </div>
    );
  }
  return (
    <div className="images-pick-actions">
      <span className="images-pick-count">
        {paths.length === 0 ? 'Select classes to change them' : `${counted(paths.length, 'class', 'classes')} selected`}
      </span>
      <button type="button" className="button button-small" disabled={paths.length !== 1} onClick={() => open(only!)}>
        Show images
      </button>
      <button type="button" className="button button-small" disabled={paths.length !== 1} onClick={() => begin('rename')}>
        Rename
      </button>
      <button type="button" className="button button-small" disabled={paths.length < 2} onClick={() => begin('merge')}>
        Merge
      </button>
      <button type="button" className="button button-small" disabled={paths.length === 0} onClick={() => begin('regroup')}>
        Move
      </button>
      <button
        type="button"
        className="button button-small"
        disabled={paths.length === 0 || working}
        onClick={() => void carryOut({ type: 'exclude', paths })}
      >
        Leave out
      </button>
    </div>
  );
}
