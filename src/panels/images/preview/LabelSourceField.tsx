import { useEffect, useId, useState } from 'react';
import { useIngestStore } from '../../../state/LabProvider';
import type { IngestPreview } from '../../../state/library/ingest';
import { patternProblem } from '../words';

type Source = IngestPreview['labelSource'];

const SOURCES: Record<Source, string> = {
  benchmark: 'the benchmark’s lists',
  layout: 'the layout’s own files',
  arrays: 'the arrays',
  table: 'a table beside the images',
  folders: 'folders',
  names: 'file names',
  none: 'none: each image its own class',
};

/** Typing goes on while the pattern is tried out: not at every key. */
const PATTERN_DELAY = 450;

/** Where labels come from. A pattern for file names is judged while it is typed, and tried on all of them when it rests. */
export function LabelSourceField({ preview }: { preview: IngestPreview }) {
  const ingestStore = useIngestStore();
  const id = useId();
  const { setLabels } = ingestStore.getState();
  const [byPattern, setByPattern] = useState(false);
  const [pattern, setPattern] = useState('');
  const problem = byPattern ? patternProblem(pattern) : undefined;

  useEffect(() => {
    if (!byPattern || pattern.trim() === '' || patternProblem(pattern) !== undefined) return;
    const timer = setTimeout(() => void setLabels({ source: 'names', pattern }), PATTERN_DELAY);
    return () => clearTimeout(timer);
  }, [byPattern, pattern, setLabels]);

  const sources = preview.labelSources.includes(preview.labelSource)
    ? preview.labelSources
    : [preview.labelSource, ...preview.labelSources];
  const choose = (value: string) => {
    setByPattern(value === 'pattern');
    const source = sources.find((own) => own === value);
    if (source) void setLabels({ source });
  };
  const labelled = preview.images - preview.unlabelled;
  return (
    <div className="images-preview-field">
      <label htmlFor={id}>Labels from</label>
      <select
        id={id}
        className="select"
        value={byPattern ? 'pattern' : preview.labelSource}
        onChange={(event) => choose(event.target.value)}
      >
        {sources.map((source) => (
          <option key={source} value={source}>
            {SOURCES[source]}
          </option>
        ))}
        <option value="pattern">file names, by a pattern of yours</option>
      </select>
      {byPattern && (
        <>
          <input
            className="input images-preview-pattern"
            type="text"
            spellCheck={false}
            autoComplete="off"
            aria-label="Pattern for file names"
            aria-invalid={problem !== undefined}
            aria-describedby={`${id}-pattern`}
            placeholder="([^/]+)_\d+"
            value={pattern}
            onChange={(event) => setPattern(event.target.value)}
            onKeyDown={(event) => event.key === 'Enter' && event.preventDefault()}
          />
          {problem ? (
            <p className="field-error" id={`${id}-pattern`} role="alert">
              {problem}
            </p>
          ) : (
            <p className="field-help" id={`${id}-pattern`}>
              {pattern.trim() === ''
                ? 'A regular expression; its first group is the label: ([^/]+)_\\d+ takes “cat” from “cat_001.jpg”.'
                : `It fits ${labelled} of ${preview.images} images, ${preview.classes.length} classes.`}
            </p>
          )}
        </>
      )}
      {preview.edits > 0 && <p className="field-help">Other labels start anew: your changes to classes go.</p>}
    </div>
  );
}
