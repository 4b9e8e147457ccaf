import type { KeptRecord } from '../../../core/record/kept';
import { CellEditor, type Field } from './Editable';
import type { RowActions } from './rowActions';

const FIELD_WORDS = { title: 'Title', tags: 'Tags', note: 'Note' } as const;

/** A title, tags or a note, as they are being written. */
export function FieldEditor({ record, field, value, actions }: { record: KeptRecord; field: Field; value: string; actions: RowActions }) {
  return (
    <CellEditor
      label={`${FIELD_WORDS[field]} of ${record.title}`}
      value={value}
      onCommit={(typed, next) => actions.write(record.id, field, typed, next)}
      cancel={() => actions.edit(record.id, undefined)}
    />
  );
}

interface FieldButtonProps {
  record: KeptRecord;
  field: 'tags' | 'note';
  value: string;
  actions: RowActions;
  active: boolean;
}

/** Tags or a note; pressed, they can be written. */
export function FieldButton({ record, field, value, actions, active }: FieldButtonProps) {
  return (
    <button
      type="button"
      className="kept-field"
      tabIndex={active ? 0 : -1}
      title={value || (field === 'tags' ? 'Add tags, parted by commas' : 'Add a note')}
      aria-label={`${FIELD_WORDS[field]} of ${record.title}: ${value || 'none'}. Change`}
      onClick={() => actions.edit(record.id, field)}
    >
      {field === 'tags' && record.tags.length > 0
        ? record.tags.map((tag) => (
            <span key={tag} className="kept-tag">
              {tag}
            </span>
          ))
        : value || <span className="kept-add">add</span>}
    </button>
  );
}
