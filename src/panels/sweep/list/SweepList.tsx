import { useId } from 'react';
import { integer } from '../../../plots/format';
import type { SweepView } from '../../../state/sweep/sweeps.types';

interface Props {
  sweeps: readonly SweepView[];
  shown: string | undefined;
  show(id: string): void;
  remove(id: string): void;
}

const date = new Intl.DateTimeFormat('en', { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });

/** All sweeps that are kept, the newest first. */
export function SweepList({ sweeps, shown, show, remove }: Props) {
  const id = useId();
  return (
    <section className="panel sweep-list" aria-labelledby={id}>
      <div className="panel-head">
        <h2 id={id} className="panel-title">
          Sweeps
        </h2>
      </div>
      {sweeps.length === 0 && <p className="panel-note">None yet. Every sweep is kept here, with its cells, until it is removed.</p>}
      <ul>
        {sweeps.map(({ definition, state, cells }) => (
          <li key={definition.id} className="sweep-list-row" data-shown={definition.id === shown || undefined}>
            <button
              type="button"
              className="sweep-list-name"
              aria-current={definition.id === shown || undefined}
              onClick={() => show(definition.id)}
            >
              <span>{definition.title}</span>
              <span className="sweep-list-about">
                {state}, {integer(cells.length)} {cells.length === 1 ? 'cell' : 'cells'}, {date.format(new Date(definition.date))}
              </span>
            </button>
            {state !== 'running' && (
              <button
                type="button"
                className="button button-small button-icon"
                aria-label={`Remove the sweep ${definition.title}`}
                title="Forgets the sweep; the records of its cells stay among the runs"
                onClick={() => remove(definition.id)}
              >
                ×
              </button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
