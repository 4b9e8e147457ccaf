import { THIN, integer } from '../../../plots/format';
import { sayError, sayMeasure } from '../list/words';
import type { ComparedRun } from './compared';

/** Which run goes by which letter, and how it retrieves. */
export function Legend({ compared }: { compared: readonly ComparedRun[] }) {
  return (
    <section className="panel kept-legend" aria-label="Runs compared">
      <div className="panel-head">
        <h3 className="panel-title">Runs</h3>
        <span className="panel-note">Recall@1 % at its last evaluation</span>
      </div>
      <ul className="kept-scroll">
        {compared.map(({ code, name, run, style }) => (
          <li key={code} className="kept-legend-row">
            <span className="kept-code" data-geometry={run.geometry}>
              {code}
            </span>
            <svg width="18" height="6" aria-hidden="true">
              <line x1="0" x2="18" y1="3" y2="3" style={{ stroke: style.colour }} strokeWidth="2" strokeDasharray={style.dash} />
            </svg>
            <span className="kept-legend-name" title={name}>
              {name}
            </span>
            <span
              className="kept-legend-figure"
              title={
                run.evaluated && `${run.evaluated.part} part, ${integer(run.evaluated.images)} images, step ${integer(run.evaluated.step)}`
              }
            >
              <b>{sayMeasure(run.evaluated?.metrics['recall@1'], 'recall@1')}</b>
              {sayError(run, 'recall@1') !== undefined && `${THIN}±${THIN}${sayError(run, 'recall@1')}`}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
