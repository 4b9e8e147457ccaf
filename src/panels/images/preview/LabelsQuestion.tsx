import { showName } from '../../../core/ingest/names';
import { useIngestStore } from '../../../state/LabProvider';
import type { IngestPreview, SessionPort } from '../../../state/library/ingest';
import { EntryStrip } from './EntryStrip';
import { queueOf } from './thumbnailQueue';

const SIDE = 56;

const WORDS = {
  labels: {
    region: 'Where are the labels?',
    head: 'Labels from',
    note: 'The label that each reading would give these images. Labels can also be chosen at the side, or given by hand under “Without label”.',
  },
  split: {
    region: 'What is the split?',
    head: 'The split',
    note: 'The part of the split that each reading would give these images: what is trained on, chosen by and tested.',
  },
} as const;

/** Where labels or the split could be read in several ways: some pictures, and what each reading would make of them. */
export function LabelsQuestion({ session, question }: { session: SessionPort; question: NonNullable<IngestPreview['question']> }) {
  const ingestStore = useIngestStore();
  const { about, text, images, choices } = question;
  const words = WORDS[about === 'split' ? 'split' : 'labels'];
  const queue = queueOf(session);
  return (
    <section className="images-labels-question" aria-label={words.region}>
      <p role="alert">
        <strong>{text}</strong>
      </p>
      <div className="images-labels-question-scroll">
        <table>
          <thead>
            <tr>
              <th scope="col">{words.head}</th>
              {images.map((entry) => (
                <th key={entry} scope="col">
                  <EntryStrip queue={queue} entries={[entry]} side={SIDE} />
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {choices.map(({ title, option, labels }) => (
              <tr key={title}>
                <th scope="row">
                  <button
                    type="button"
                    className="button"
                    onClick={() => void ingestStore.getState().setLabels({ source: 'auto', options: option })}
                  >
                    {title}
                  </button>
                </th>
                {labels.map((label, i) => (
                  <td key={images[i]}>{label === null ? <span className="panel-note">none</span> : showName(label, 24)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="panel-note">{words.note}</p>
    </section>
  );
}
