import type { KeptRun } from '../../../core/record/kept';
import { THIN, fixed, integer } from '../../../plots/format';

const WIDTH = 76;
const HEIGHT = 24;
const PAD = 2;

type Sparked = Pick<KeptRun, 'id' | 'name' | 'geometry' | 'sparkline'>;

/** Recall@1 of every evaluation, all runs over the same axes: from step 0 to the last, from the least to the most of them. */
export function Sparkline({ runs }: { runs: readonly Sparked[] }) {
  const points = runs.flatMap(({ sparkline }) => sparkline);
  if (points.length === 0) return <span className="kept-none">–</span>;
  const last = Math.max(1, ...points.map(([step]) => step));
  const values = points.map(([, recall]) => recall);
  const low = Math.min(...values);
  const high = Math.max(...values, low + 0.02);
  const x = (step: number) => PAD + (step / last) * (WIDTH - 2 * PAD);
  const y = (value: number) => HEIGHT - PAD - ((value - low) / (high - low)) * (HEIGHT - 2 * PAD);
  const said = runs
    .flatMap(({ name, sparkline }) => {
      const [first, end] = [sparkline[0], sparkline.at(-1)];
      return first && end ? [`${name} ${fixed(first[1] * 100, 1)} to ${fixed(end[1] * 100, 1)}${THIN}%`] : [];
    })
    .join(', ');
  const label = `Recall@1 to step ${integer(last)}: ${said}`;
  return (
    <svg className="kept-spark" width={WIDTH} height={HEIGHT} role="img" aria-label={label}>
      <title>{label}</title>
      {runs.map(({ id, geometry, sparkline }) => {
        const path = sparkline.map(([step, recall], i) => `${i === 0 ? 'M' : 'L'}${x(step).toFixed(1)},${y(recall).toFixed(1)}`).join('');
        const [end] = sparkline.slice(-1);
        return (
          <g key={id} data-geometry={geometry}>
            <path d={path} />
            {end && <circle cx={x(end[0])} cy={y(end[1])} r={1.8} />}
          </g>
        );
      })}
    </svg>
  );
}
