import { integer } from '../../../plots/format';
import { useIngest, useIngestStore } from '../../../state/LabProvider';
import { counted, imageRate, timeLeft } from '../words';

/** How far reading is, with what can be done about it; in the panel, so that the page stays free for work meanwhile. */
export function ReadingProgress() {
  const ingestStore = useIngestStore();
  const progress = useIngest((state) => state.progress);
  const title = useIngest((state) => state.title);
  const usedPart = useIngest((state) => state.usedPart);
  const { cancel, keep, takePart } = ingestStore.getState();
  if (!progress) return null;
  const { done, total, usable } = progress;
  const isCounted = total > 0;
  const share = isCounted ? Math.min(1, done / total) : 0;
  const numbers = isCounted ? `${integer(done)} of ${integer(total)}` : integer(done);
  const reading = progress.phase === 'reading';
  const left = timeLeft(progress.secondsLeft);
  const rate = reading ? imageRate(progress.perSecond) : '';
  return (
    <div className="images-ingest-progress" title={title}>
      <div className="images-ingest-head">
        <span className="images-ingest-activity">{reading && isCounted ? `${numbers} images` : `${progress.activity} ${numbers}`}</span>
        <span>{left}</span>
      </div>
      <div
        className="progress"
        role="progressbar"
        aria-label="Reading images"
        aria-valuemin={0}
        aria-valuemax={isCounted ? total : undefined}
        aria-valuenow={isCounted ? done : undefined}
        aria-valuetext={[`${progress.activity}: ${numbers}`, rate, left].filter(Boolean).join(', ')}
        data-unknown={!isCounted || undefined}
      >
        <span style={{ width: `${100 * share}%` }} />
      </div>
      <div className="images-ingest-foot">
        <span className="images-ingest-rate">{rate}</span>
        {usable && usedPart === undefined && (
          <button
            type="button"
            className="link-button"
            onClick={() => void takePart()}
            title={`Take the ${counted(usable.images, 'image')} of ${counted(usable.classes, 'class', 'classes')} that are in already; the rest follows.`}
          >
            use now
          </button>
        )}
        {usable && (
          <button type="button" className="link-button" onClick={keep} title="End reading and keep what has been read">
            stop
          </button>
        )}
        <button type="button" className="link-button" onClick={cancel} aria-label="Cancel reading" title="End reading and keep nothing">
          cancel
        </button>
      </div>
    </div>
  );
}
