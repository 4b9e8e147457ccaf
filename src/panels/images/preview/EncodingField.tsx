import { useId } from 'react';
import { ENCODING_NAMES, ENCODINGS, type Encoding } from '../../../core/ingest/encoding';
import { useIngestStore } from '../../../state/LabProvider';

/** The encoding of names and tables that do not say theirs; another reads the files anew. */
export function EncodingField({ encoding }: { encoding: Encoding }) {
  const id = useId();
  const ingestStore = useIngestStore();
  return (
    <div className="images-preview-field">
      <label htmlFor={id}>Encoding of names</label>
      <select
        id={id}
        className="select"
        value={encoding}
        aria-describedby={`${id}-help`}
        onChange={(event) => void ingestStore.getState().setLabels({ source: 'auto', options: { encoding: event.target.value } })}
      >
        {ENCODINGS.map((own) => (
          <option key={own} value={own}>
            {ENCODING_NAMES[own]}
          </option>
        ))}
      </select>
      <p className="field-help" id={`${id}-help`}>
        The files do not say it; it was told by what makes words. If class names look wrong, choose another.
      </p>
    </div>
  );
}
