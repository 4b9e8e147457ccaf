import { useEffect, useState } from 'react';
import type { Progress } from './useBench';

const seconds = (ms: number) => {
  const whole = Math.round(ms / 1000);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
};

/** What is being measured, how far it is and for how long it has run; or why it ended. Its height does not change. */
export function ProgressLine({
  progress,
  cancel,
  failure,
}: {
  progress: Progress | undefined;
  cancel(): void;
  failure: string | undefined;
}) {
  const elapsed = useElapsed(progress?.since);
  return (
    <div className="bench-progress">
      <div
        className="progress"
        role="progressbar"
        aria-label="Measurement"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={progress ? Math.round(100 * progress.done) : 0}
        data-idle={progress === undefined}
      >
        <span style={{ width: `${100 * (progress?.done ?? 0)}%` }} />
      </div>
      <p role="status" className={failure ? 'field-error' : undefined}>
        {progress ? progress.doing : failure ? `Stopped: ${failure}` : ''}
      </p>
      {progress && (
        <>
          <span>{seconds(elapsed)}</span>
          <button type="button" className="button button-small" onClick={cancel}>
            Cancel
          </button>
        </>
      )}
    </div>
  );
}

/** ms since then, by the second. */
function useElapsed(since: number | undefined): number {
  const [now, setNow] = useState(0);
  useEffect(() => {
    if (since === undefined) return;
    const timer = setInterval(() => setNow(performance.now()), 500);
    return () => clearInterval(timer);
  }, [since]);
  return since === undefined ? 0 : Math.max(0, now - since);
}
