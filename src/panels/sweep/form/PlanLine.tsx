import { integer } from '../../../plots/format';
import { aboutMinutes } from '../../../state/views/estimate';
import type { SweepPlan } from '../../../state/sweep/sweeps.types';
import type { Plan } from './usePlan';

/** How many cells there are, which were struck out, which are known already, and how long it will take. */
export function PlanLine({ plan, jobs }: { plan: Plan; jobs: string }) {
  if (!plan) return <p className="sweep-plan panel-note">…</p>;
  if ('refused' in plan)
    return (
      <p className="sweep-plan field-error" role="alert">
        {plan.refused}
      </p>
    );
  return <Planned plan={plan.plan} jobs={jobs} />;
}

function Planned({ plan: { cells, struckOut, known, seconds }, jobs }: { plan: SweepPlan; jobs: string }) {
  const left = cells.length - known;
  const combinations = struckOut.reduce((sum, one) => sum + one.combinations, 0);
  return (
    <div className="sweep-plan">
      <p>
        <strong>{integer(cells.length)}</strong> {cells.length === 1 ? 'cell' : 'cells'}
        {known > 0 && `, ${integer(known)} known already`}
        {left > 0 && seconds !== undefined && `, ${aboutMinutes(seconds)}`}
        {left > 0 && jobs !== '' && ` with ${jobs} at once`}
      </p>
      {combinations > 0 && (
        <details className="sweep-struck-out">
          <summary>
            {integer(combinations)} {combinations === 1 ? 'combination' : 'combinations'} struck out
          </summary>
          <ul>
            {struckOut.map(({ path, geometry, combinations: count, reason }) => (
              <li key={`${path} ${geometry} ${reason}`}>
                {integer(count)}: {reason}
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}
