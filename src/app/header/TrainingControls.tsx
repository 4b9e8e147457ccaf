import { useLab } from '../../state/LabProvider';
import { canReset, canStep, canTrainOrPause, useCommands } from '../commands';

/** Train/Pause, Step, Reset. A press is answered at once, though the worker may still be busy with what comes before. */
export function TrainingControls() {
  const commands = useCommands();
  const training = useLab((lab) => lab.wantsTraining);
  const finished = useLab((lab) => lab.status.state === 'finished');
  const usable = useLab(canTrainOrPause);
  const steps = useLab(canStep);
  const resets = useLab(canReset);

  return (
    <div className="app-training-controls" role="group" aria-label="Training">
      <button
        type="button"
        className="button button-primary app-train-button"
        onClick={commands.trainOrPause}
        disabled={!usable}
        title={finished ? 'All steps have been taken: set more under Model, or Reset' : 'Space'}
      >
        <svg viewBox="0 0 10 10" width="10" height="10" aria-hidden="true" fill="currentColor">
          {training ? <path d="M1 0h3v10H1zM6 0h3v10H6z" /> : <path d="M1 0l9 5-9 5z" />}
        </svg>
        {training ? 'Pause' : 'Train'}
      </button>
      <button type="button" className="button" onClick={commands.step} disabled={!steps} title="One step of every run (S)">
        Step
      </button>
      <button
        type="button"
        className="button"
        onClick={commands.reset}
        disabled={!resets}
        title="Back to the untrained models; it can be undone"
      >
        Reset
      </button>
    </div>
  );
}
