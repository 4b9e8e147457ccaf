import { useId, useState, type CSSProperties } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { integer } from '../../plots';
import { useLab } from '../../state/LabProvider';
import { PanelHelp } from '../help';
import { keptSteps, nearestStep } from '../../state/history/snapshotHistory';
import { sayStep, stepOfKey } from './steps';
import { usePlayback } from './usePlayback';
import './time.css';

/** Snapshots a second. */
const SPEEDS = [1, 2, 4, 8];

/**
 * Which step every view shows: the newest, or an earlier one of those kept. The axis reaches to the last step planned, so that nothing
 * moves while training goes on. Where only a recording with one step is on show there is nothing to choose, and no bar.
 */
export function TimeBar() {
  const steps = useLab(useShallow((lab) => keptSteps(lab.runs)));
  const shown = useLab((lab) => lab.shownStep);
  const planned = useLab((lab) => (lab.stored ? 0 : lab.status.steps));
  const stored = useLab((lab) => lab.stored !== undefined);
  const showStep = useLab((lab) => lab.showStep);
  const [speed, setSpeed] = useState(2);
  const { playing, toggle } = usePlayback(speed);
  const id = useId();

  const live = steps.at(-1) ?? 0;
  const most = Math.max(planned, live, 1);
  const at = shown ?? live;
  const usable = steps.length > 1;
  if (stored && !usable) return null;
  const says = !usable
    ? 'from the second evaluation on'
    : shown === undefined
      ? sayStep(live, most)
      : `showing step ${integer(shown)}, ${stored ? 'the last is' : 'live is'} ${integer(live)}`;
  const position = (step: number) => ({ '--at': step / most }) as CSSProperties;
  return (
    <div className="time-bar" role="group" aria-label="Time">
      <label className="time-label" htmlFor={id}>
        Step shown
      </label>
      <button
        type="button"
        className="button button-small button-icon"
        aria-label={playing ? 'Stop playing the steps' : 'Play the steps'}
        title={playing ? 'Stop' : 'Play the steps kept, from the one shown'}
        onClick={toggle}
        disabled={!usable}
      >
        <svg viewBox="0 0 10 10" width="9" height="9" aria-hidden="true" fill="currentColor">
          {playing ? <path d="M1 0h3v10H1zM6 0h3v10H6z" /> : <path d="M1 0l9 5-9 5z" />}
        </svg>
      </button>
      <div className="time-track">
        {usable && steps.map((step) => <span key={step} className="time-tick" style={position(step)} />)}
        <input
          id={id}
          className="slider"
          type="range"
          min={0}
          max={most}
          step={1}
          value={at}
          disabled={!usable}
          aria-valuetext={sayStep(at, most)}
          title={usable ? `${steps.length} steps are kept` : 'Earlier steps can be shown from the second evaluation on'}
          style={{ '--filled': `${(100 * at) / most}%` } as CSSProperties}
          onChange={(event) => showStep(nearestStep(steps, Number(event.target.value)))}
          onKeyDown={(event) => {
            const step = stepOfKey(event.key, steps, shown);
            if (step === null) return;
            event.preventDefault();
            showStep(step);
          }}
        />
      </div>
      <span className="time-says" title={says} data-past={shown !== undefined || undefined}>
        {says}
      </span>
      <select
        className="select time-speed"
        aria-label="Speed of playing, steps kept a second"
        title="Steps kept that are played a second"
        value={speed}
        onChange={(event) => setSpeed(Number(event.target.value))}
        disabled={!usable}
      >
        {SPEEDS.map((choice) => (
          <option key={choice} value={choice}>
            {choice} /s
          </option>
        ))}
      </select>
      <button
        type="button"
        className="button button-small time-live"
        aria-pressed={shown === undefined}
        title={stored ? 'Show the last step of the recording' : 'Show the newest step, and follow it'}
        onClick={() => showStep(undefined)}
        disabled={!usable}
      >
        {stored ? 'last' : 'live'}
      </button>
      <span className="visually-hidden" aria-live="polite">
        {shown === undefined || playing ? '' : says}
      </span>
      <PanelHelp topic="time" />
    </div>
  );
}
