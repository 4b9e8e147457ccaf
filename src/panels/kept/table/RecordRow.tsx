import { memo } from 'react';
import { DiskThumbnail } from './DiskThumbnail';
import { RecordCell } from './RecordCell';
import type { RecordRowProps } from './rowActions';
import { RowButton } from './RowButton';

/** A record: everything of it that is kept in the table, and what can be done with it. */
export const RecordRow = memo(function RecordRow(props: RecordRowProps) {
  const { record, columns, actions, place, id, start, selected, active, shown, pictures } = props;
  return (
    <div
      id={id}
      role="row"
      className="kept-row"
      aria-rowindex={place}
      data-selected={selected || undefined}
      data-active={active || undefined}
      data-shown={shown || undefined}
      style={{ translate: `0 ${start}px` }}
      data-key={record.id}
    >
      <div role="cell" className="kept-cell kept-pick">
        <input
          type="checkbox"
          tabIndex={-1}
          aria-label={`Select ${record.title}`}
          checked={selected}
          onChange={() => undefined}
          onClick={(event) => actions.toggle(record.id, event.shiftKey)}
        />
      </div>
      <div role="cell" className="kept-cell kept-pictures">
        {record.runs.slice(0, pictures).map((run) => (
          <DiskThumbnail key={run.id} run={run} side={32} />
        ))}
      </div>
      {columns.map((column) => (
        <div key={column.id} role="cell" className="kept-cell" data-kind={column.kind} data-align={column.align}>
          <RecordCell {...props} column={column} />
        </div>
      ))}
      <div role="cell" className="kept-actions">
        <div>
          <RowButton active={active} name="Open" title="all the views of Train show it (Enter)" act={() => actions.open(record.id)} />
          <RowButton
            active={active}
            name="Load settings"
            title="its configuration becomes the present one"
            act={() => actions.load(record.id)}
          />
          <RowButton
            active={active}
            name="Continue training"
            title={record.checkpoint ? 'from its checkpoint' : 'it has no checkpoint to go on from'}
            disabled={!record.checkpoint}
            act={() => actions.goOn(record.id)}
          />
          <RowButton active={active} name="Delete" title="can be taken back (Delete)" act={() => actions.remove(record.id)} />
        </div>
      </div>
    </div>
  );
});
