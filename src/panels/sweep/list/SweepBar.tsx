import { useId } from 'react';
import { integer } from '../../../plots/format';
import { aboutMinutes } from '../../../state/views/estimate';
import type { SweepView } from '../../../state/sweep/sweeps.types';
import { shareDone } from './progress';

interface Props {
  view: SweepView;
  pause(): void;
  resume(): void;
  cancel(): void;
  setJobs(jobs: number): void;
}

const STATES = { running: 'running', paused: 'paused', ended: 'ended', cancelled: 'cancelled' } as const;

/** The sweep that is looked at: how far it is, what is left, and what can be done with it. */
export function SweepBar({ view, pause, resume, cancel, setJobs }: Props) {
  const id = useId();
  const { definition, state, reason, cells, jobs, secondsLeft } = view;
  const ended = cells.filter(({ state: one }) => one === 'done' || one === 'lost' || one === 'failed').length;
  const failed = cells.filter(({ state: one }) => one === 'failed').length;
  const share = shareDone(view);
  const open = state === 'running' || state === 'paused';
  return (
    <section className="panel sweep-bar" aria-labelledby={id}>
      <div className="sweep-bar-line">
        <h2 id={id} className="panel-title">
          {definition.title}
        </h2>
        <span className="badge" data-state={state}>
          {STATES[state]}
        </span>
        <span
          className="progress sweep-progress"
          role="progressbar"
          aria-label="Sweep"
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={Math.round(100 * share)}
          aria-valuetext={`${integer(ended)} of ${integer(cells.length)} cells`}
        >
          <span style={{ width: `${100 * share}%` }} />
        </span>
        <span className="sweep-bar-numbers">
          {integer(ended)} of {integer(cells.length)} cells
          {failed > 0 && `, ${integer(failed)} failed`}
          {secondsLeft !== undefined && secondsLeft > 0 && ` · ${aboutMinutes(secondsLeft)} left`}
        </span>
        {open && (
          <label className="sweep-jobs">
            at once{' '}
            <input
              className="input value-input"
              type="number"
              min={1}
              max={64}
              aria-label="Cells at once"
              value={jobs}
              onChange={({ target }) => {
                const wanted = target.valueAsNumber;
                if (Number.isInteger(wanted) && wanted >= 1 && wanted <= 64) setJobs(wanted);
              }}
            />
          </label>
        )}
        {state === 'running' && (
          <button type="button" className="button button-small" onClick={pause}>
            Pause sweep
          </button>
        )}
        {state === 'paused' && (
          <button type="button" className="button button-small button-primary" onClick={resume}>
            Resume
          </button>
        )}
        {open && (
          <button type="button" className="button button-small" onClick={cancel}>
            Cancel sweep
          </button>
        )}
      </div>
      {reason !== undefined && (
        <p className="sweep-reason" role="status">
          {reason}
        </p>
      )}
    </section>
  );
}
