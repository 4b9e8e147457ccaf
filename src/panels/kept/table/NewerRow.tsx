import type { CSSProperties } from 'react';
import type { NewerRecord } from '../../../core/record/kept';
import { sayBytes, sayDate } from '../list/words';
import { RowButton } from './RowButton';
import type { RowActions } from './rowActions';

interface NewerRowProps {
  record: NewerRecord;
  id: string;
  place: number;
  style: CSSProperties;
  selected: boolean;
  active: boolean;
  actions: RowActions;
}

/** A record of a newer version of the page: there, not to be read here, and deleted by nobody but a person. */
export function NewerRow({ record, id, place, style, selected, active, actions }: NewerRowProps) {
  const name = `record of ${sayDate(record.date)}`;
  return (
    <div
      id={id}
      role="row"
      className="kept-row"
      aria-rowindex={place}
      data-selected={selected || undefined}
      data-active={active || undefined}
      style={style}
      data-key={record.id}
    >
      <div role="cell" className="kept-cell kept-pick">
        <input
          type="checkbox"
          tabIndex={-1}
          aria-label={`Select ${name}`}
          checked={selected}
          onChange={() => undefined}
          onClick={(event) => actions.toggle(record.id, event.shiftKey)}
        />
      </div>
      <div role="cell" className="kept-newer">
        <b>Newer version</b> {sayDate(record.date)} · {sayBytes(record.bytes)} · a newer version of this page has made it (records of
        version {record.version}): reload the page to get that version and open it.
      </div>
      <div role="cell" className="kept-actions">
        <div>
          <RowButton active={active} name="Delete" title="can be taken back (Delete)" act={() => actions.remove(record.id)} />
        </div>
      </div>
    </div>
  );
}
