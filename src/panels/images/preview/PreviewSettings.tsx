import { useId } from 'react';
import { BACKGROUNDS } from '../../../core/ingest/image/ground';
import { useLab } from '../../../state/LabProvider';
import type { IngestPreview } from '../../../state/library/ingest';
import { EncodingField } from './EncodingField';
import { LabelSourceField } from './LabelSourceField';
import { asWorkingSize, seedProblem, sizeOf, sizesFor, splitOf, startingChoices, type Choices, type Ground } from './choices';

const SPLITS = { classes: 'disjoint classes', images: 'by image', own: 'the set’s own' } as const;
const GROUNDS: Record<Ground, string> = { auto: 'what shows them', white: 'white', black: 'black', grey: 'grey' };
const SPLIT_HELP = {
  classes: 'Whole classes are held back, as the benchmarks do: what is retrieved was never seen.',
  images: 'Every class has images to train on and images to retrieve.',
  own: 'As the files themselves say.',
} as const;

interface Props {
  preview: IngestPreview;
  choices: Choices;
  choose(choices: Choices): void;
}

/** Title, labels, split and size of the set to come, and what was decided so far. */
export function PreviewSettings({ preview, choices, choose }: Props) {
  const id = useId();
  const modelSide = useLab((lab) => lab.config.model.image);
  const split = splitOf(choices, preview);
  const problem = seedProblem(choices.seed);
  // What is said elsewhere here, and what no longer holds for another split, is left out.
  const asPreviewed = split === preview.split.preferred && choices.seed.trim() === startingChoices.seed;
  const notes = preview.notes.filter((note) => note !== preview.protocol?.note && (asPreviewed || !note.startsWith('Split: ')));
  return (
    <div className="images-preview-settings">
      <div className="images-preview-field">
        <label htmlFor={`${id}-title`}>Title</label>
        <input
          id={`${id}-title`}
          className="input"
          type="text"
          autoComplete="off"
          value={choices.title ?? preview.title}
          onChange={(event) => choose({ ...choices, title: event.target.value })}
        />
      </div>
      {preview.protocol && (
        <div className="images-preview-protocol">
          <p>
            <strong>{preview.protocol.name}</strong> <span className="badge">published protocol</span>
          </p>
          <p className="panel-note">{preview.protocol.note}</p>
        </div>
      )}
      <LabelSourceField preview={preview} />
      {preview.encoding && <EncodingField encoding={preview.encoding} />}
      <div className="images-preview-field">
        <label htmlFor={`${id}-split`}>Split into train and test</label>
        <select
          id={`${id}-split`}
          className="select"
          value={split}
          aria-describedby={`${id}-split-help`}
          onChange={(event) => choose({ ...choices, split: preview.split.possible.find((own) => own === event.target.value) })}
        >
          {preview.split.possible.map((own) => (
            <option key={own} value={own}>
              {SPLITS[own]}
            </option>
          ))}
        </select>
        <p className="field-help" id={`${id}-split-help`}>
          {SPLIT_HELP[split]}
        </p>
      </div>
      {split !== 'own' && (
        <div className="images-preview-field images-preview-field-row">
          <label htmlFor={`${id}-seed`}>Seed of the split</label>
          <input
            id={`${id}-seed`}
            className="input value-input"
            inputMode="numeric"
            value={choices.seed}
            aria-invalid={problem !== undefined}
            aria-describedby={problem ? `${id}-seed-problem` : undefined}
            onChange={(event) => choose({ ...choices, seed: event.target.value })}
          />
          {problem && (
            <p className="field-error" role="alert" id={`${id}-seed-problem`}>
              {problem}
            </p>
          )}
        </div>
      )}
      <div className="images-preview-field images-preview-field-row">
        <label htmlFor={`${id}-size`}>Working size</label>
        <select
          id={`${id}-size`}
          className="select"
          value={sizeOf(choices, preview, modelSide)}
          aria-describedby={`${id}-size-help`}
          onChange={(event) => choose({ ...choices, size: asWorkingSize(event.target.value) })}
        >
          {sizesFor(preview, modelSide).map((size) => (
            <option key={size} value={size}>
              {size} × {size} px
            </option>
          ))}
        </select>
        <p className="field-help" id={`${id}-size-help`}>
          The model takes {modelSide} px now, and crops are cut from this: it is 1.5 times as much or more, as far as the images have it.
        </p>
      </div>
      <fieldset className="images-preview-field images-preview-field-row">
        <legend>Images that are not square</legend>
        <div className="segmented">
          {(['crop', 'pad'] as const).map((fit) => (
            <label key={fit}>
              <input type="radio" name={`${id}-fit`} checked={choices.fit === fit} onChange={() => choose({ ...choices, fit })} />
              {fit === 'crop' ? 'crop to centre' : 'pad'}
            </label>
          ))}
        </div>
      </fieldset>
      <div className="images-preview-field images-preview-field-row">
        <label htmlFor={`${id}-background`}>Behind transparent pictures</label>
        <select
          id={`${id}-background`}
          className="select"
          value={choices.background}
          aria-describedby={`${id}-background-help`}
          onChange={(event) => choose({ ...choices, background: event.target.value as Ground })}
        >
          {BACKGROUNDS.map((ground) => (
            <option key={ground} value={ground}>
              {GROUNDS[ground]}
            </option>
          ))}
        </select>
        <p className="field-help" id={`${id}-background-help`}>
          {choices.background === 'auto'
            ? 'White; black for those that white would hide. The report says how many.'
            : 'The same for all of them: what has its colour is not seen.'}
        </p>
      </div>
      {notes.length > 0 && (
        <ul className="images-preview-notes" aria-label="Notes">
          {notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
    </div>
  );
}
