import { FieldEditor } from './FieldCell';
import type { RecordRowProps } from './rowActions';

/** What a record is called, how it stands, and the runs behind it. */
export function TitleCell({ record, editing, actions, active, open, shown, sweep }: RecordRowProps) {
  if (editing === 'title') return <FieldEditor record={record} field="title" value={record.title} actions={actions} />;
  const { title, state, error, runs, thinned } = record;
  return (
    <>
      {runs.length > 1 ? (
        <button
          type="button"
          className="kept-expand"
          tabIndex={-1}
          aria-label={`${open ? 'Hide' : 'Show'} the runs of ${title}`}
          aria-expanded={open}
          onClick={() => actions.expand(record.id)}
        >
          ▸
        </button>
      ) : (
        <span className="kept-expand" aria-hidden="true" />
      )}
      <span className="kept-title">
        <span className="kept-name" title={title}>
          {title}
        </span>
        {state === 'under way' ? (
          <span className="kept-state" data-state="under way">
            under way
          </span>
        ) : state === 'failed' ? (
          <span className="kept-state" data-state="failed" title={error}>
            failed{error === undefined ? '' : `: ${error}`}
          </span>
        ) : shown ? (
          <span className="kept-state" data-state="shown">
            shown in Train
          </span>
        ) : thinned !== undefined ? (
          <span
            className="kept-state"
            title={`The storage was full: the snapshots of ${thinned} earlier steps made room. Everything else of it is there.`}
          >
            earlier snapshots let go
          </span>
        ) : (
          sweep !== undefined && <span className="kept-state">{sweep}</span>
        )}
      </span>
      <button
        type="button"
        className="kept-rename"
        tabIndex={active ? 0 : -1}
        aria-label={`Rename ${title}`}
        title="Rename (F2)"
        onClick={() => actions.edit(record.id, 'title')}
      >
        ✎
      </button>
    </>
  );
}
