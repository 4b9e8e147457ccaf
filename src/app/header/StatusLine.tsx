import { Name } from '../../controls';
import { useLab } from '../../state/LabProvider';
import type { RunView } from '../../state/lab.types';
import { aboutMinutes, estimateSeconds, roughMinutes } from '../../state/views/estimate';
import { usePartWords } from '../../state/views/shown/parts';
import { THIN, fixed, integer } from '../../plots/format';
import { canEvaluate, useCommands } from '../commands';

/** As `roughMinutes`; `–` where nothing is known yet. */
export const duration = (seconds: number): string => (Number.isFinite(seconds) ? roughMinutes(seconds) : '–');

const DATES = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });

/** `24 Nov` of a date as a recording has it; as it stands where it is none. */
export function shortDate(recordedOn: string): string {
  const time = Date.parse(recordedOn);
  return Number.isNaN(time) ? recordedOn : DATES.format(time);
}

/** Steps a second, or seconds a step where that is the larger number. */
export function rate(stepsPerSecond: number): string {
  return stepsPerSecond >= 1
    ? `${fixed(stepsPerSecond, stepsPerSecond < 10 ? 1 : 0)} steps/s`
    : `${fixed(1 / stepsPerSecond, 1)}${THIN}s/step`;
}

const STATE_WORDS = {
  starting: 'starting',
  ready: 'ready',
  training: 'training',
  paused: 'paused',
  finished: 'finished',
  failed: 'stopped',
} as const;

/**
 * Where training stands. It changes many times a second, so it does not interrupt a screen reader; changes of state are
 * announced by `StateAnnouncer`.
 */
export function StatusLine() {
  const { state, step, steps, stepsPerSecond, activity } = useLab((lab) => lab.status);
  const failure = useLab((lab) => lab.failure);
  const commands = useCommands();
  const evaluates = useLab((lab) => canEvaluate(lab) && lab.status.activity === undefined);
  const stored = useLab((lab) => lab.stored);
  const recordedSteps = useLab((lab) => (lab.stored ? (lab.inForce ?? lab.config).steps : 0));
  const part = usePartWords();
  const estimate = useLab(({ backend, config, trained }) =>
    backend && !trained ? estimateSeconds(backend, config, config.steps) : undefined,
  );
  const takes = estimate === undefined ? '' : `${aboutMinutes(estimate)} here`;
  const running = state === 'training' && stepsPerSecond > 0;
  const doing = failure ? 'cannot train' : activity ? `${activity} …` : running ? '' : STATE_WORDS[state];
  // Until this session has measured something of its own, what is on show is the recording, and the line speaks of that.
  if (stored && !running && !doing.endsWith('…') && !failure && step === 0)
    return (
      <div className="app-status-line" role="status" aria-live="off" aria-label="Training status">
        <span className="app-status-step">
          {stored.kept === undefined ? 'Recorded run' : 'Kept run'} · <strong>step {integer(stored.step)}</strong> of{' '}
          {integer(recordedSteps)}
        </span>
        {/* How long training takes here stands in the line below: beside the day of the recording it would read as that of the recording. */}
        <span
          className="app-status-rate app-status-origin"
          title={`${takes && `Training takes ${takes}. `}Recorded: ${stored.backend}, ${stored.recordedOn}${part ? `, judged by ${part}` : ''}`}
        >
          {stored.backend.split(' ')[0]}, {shortDate(stored.recordedOn)}
        </span>
      </div>
    );
  return (
    <div className="app-status-line" role="status" aria-live="off" aria-label="Training status">
      <span className="app-status-step">
        <strong>step {integer(step)}</strong> of {integer(steps)}
      </span>
      <span className="progress" aria-hidden="true">
        <span style={{ width: `${steps > 0 ? (100 * Math.min(step, steps)) / steps : 0}%` }} />
      </span>
      <span className="app-status-rate">
        {running && !doing ? (
          `${rate(stepsPerSecond)} · ${duration((steps - step) / stepsPerSecond)} left`
        ) : state === 'ready' && takes ? (
          `${doing} · ${takes}`
        ) : activity && !failure ? (
          // How far it is stands at its end.
          <Name kept={8}>{doing}</Name>
        ) : (
          doing
        )}
        {evaluates && (
          <>
            {' · '}
            <button type="button" className="link-button" onClick={commands.evaluate} title="The views are brought to this step (E)">
              Evaluate now
            </button>
          </>
        )}
      </span>
      <Losses />
    </div>
  );
}

function Losses() {
  const runs = useLab((lab) => lab.runs);
  const live = useLab((lab) => lab.trained);
  const shown = live ? runs : [];
  return (
    <span className="app-status-loss">
      <span className="app-status-losses">
        {shown.length > 0 && <>loss </>}
        {shown.map((run) => (
          <Loss key={run.id} run={run} />
        ))}
      </span>
    </span>
  );
}

function Loss({ run }: { run: RunView }) {
  const last = run.metrics.loss.at(-1);
  return (
    <span data-geometry={run.geometry} title={run.name}>
      <span className="visually-hidden">{run.name} </span>
      {last === undefined ? '–' : fixed(last, 2)}
    </span>
  );
}

/** Says aloud when training starts, pauses, ends or fails: a few words, politely. */
export function StateAnnouncer() {
  const state = useLab((lab) => lab.status.state);
  const activity = useLab((lab) => (lab.status.state === 'training' ? undefined : lab.status.activity));
  return (
    <div className="visually-hidden" aria-live="polite">
      {activity ?? STATE_WORDS[state]}
    </div>
  );
}
