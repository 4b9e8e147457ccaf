import { messageOf } from '../../../core/errors';
import type { RunInput } from '../../../core/configuration/schema';
import { useLab } from '../../../state/LabProvider';
import { MOST_RUNS, seedControl, tauControl, type ControlKind } from './controls';

/**
 * Adds the first run once more, with another seed or another τ; an experiment that has been trained takes it at its next Reset, and
 * says so.
 */
export function OfferControls({ kinds, width }: { kinds: readonly ControlKind[]; width: number }) {
  const config = useLab((lab) => lab.config);
  const runs = useLab((lab) => lab.inForce?.runs ?? lab.config.runs);
  const edit = useLab((lab) => lab.edit);
  const notify = useLab((lab) => lab.notify);
  const trained = useLab((lab) => lab.trained);
  const add = (run: RunInput) => {
    edit({ runs: [...config.runs, run] }).catch((error: unknown) => notify('error', messageOf(error)));
  };
  const joining = config.runs.filter(({ id }) => !runs.some((run) => run.id === id));
  const when = trained ? 'at Reset' : 'with Train';
  return (
    <div className="negatives-overlap-offer" style={{ width }}>
      <p
        className="negatives-overlap-title"
        title="Another seed, or another τ, changes hard negatives, too: without such a run the overlap says little"
      >
        add a control
      </p>
      {kinds.map((kind) => {
        const run = kind === 'other seed' ? seedControl(config) : tauControl(config);
        const asked = joining.some((other) => (kind === 'other seed' ? other.seed !== undefined : other.seed === undefined));
        if (asked)
          return (
            <p
              key={kind}
              className="panel-note"
              title={`A run with ${kind} joins as the control ${trained ? 'at the next Reset; what has been trained stays until then' : 'when training begins'}`}
            >
              {kind}: {when}
            </p>
          );
        if (!run || config.runs.length >= MOST_RUNS) return null;
        return (
          <button
            key={kind}
            type="button"
            className="link-button"
            aria-label={`Add a control run: ${kind}`}
            title={
              trained
                ? `Adds the run “${run.name}” from the next Reset on; what has been trained stays until then`
                : `Adds the run “${run.name}”`
            }
            onClick={() => add(run)}
          >
            {kind}
          </button>
        );
      })}
    </div>
  );
}
