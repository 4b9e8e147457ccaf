/** Shares (0 … 1) against k = 1, 2, … as small lines: one a pair of runs, with the k in use marked and exact values on hover. */
import { percent } from './format';
import { useTypeScale } from './useTypeScale';

export interface ShareLine {
  name: string;
  /** [k − 1]; NaN where it is not known. */
  values: readonly number[];
  colour: string;
  dash?: string;
}

export interface ShareLinesProps {
  lines: readonly ShareLine[];
  /** The k in use. */
  k: number;
  summary: string;
  width: number;
  height: number;
}

const LEFT = 34;
const BELOW = 12;
const ABOVE = 4;

export function ShareLines({ lines, k, summary, width, height }: ShareLinesProps) {
  const most = Math.max(2, ...lines.map(({ values }) => values.length));
  const type = useTypeScale();
  const left = LEFT * type;
  const bottom = height - BELOW * type;
  const x = (at: number) => left + ((at - 1) / (most - 1)) * (width - left - 4);
  const largest = Math.max(0, ...lines.flatMap(({ values }) => values.filter(Number.isFinite)));
  // In quarters, so that the axis seldom changes.
  const top = Math.max(0.25, Math.ceil(largest * 4) / 4);
  const y = (share: number) => bottom - (share / top) * (bottom - ABOVE);
  const step = x(2) - x(1);
  const measured = lines.filter(({ values }) => values.some(Number.isFinite));
  // An end of the axis gives way to the k in use.
  const ends = [1, most].filter((end) => Math.abs(x(end) - x(k)) > 36);
  return (
    <svg className="count-bars" width={width} height={height} role="img" aria-label={summary}>
      {[0, top / 2, top].map((share) => (
        <g key={share}>
          <line className="grid-line" x1={left} x2={width - 4} y1={y(share)} y2={y(share)} />
          {share !== top / 2 && (
            <text x={left - 4} y={y(share) + (share === top ? 7 : 0)} textAnchor="end">
              {percent(share, 0)}
            </text>
          )}
        </g>
      ))}
      <line className="count-mean" x1={x(k)} x2={x(k)} y1={ABOVE} y2={bottom + 3} />
      {measured.map(({ name, values, colour, dash }) => (
        <polyline
          key={name}
          points={values.map((share, i) => `${x(i + 1)},${y(share)}`).join(' ')}
          fill="none"
          style={{ stroke: colour }}
          strokeWidth={1.5}
          strokeDasharray={dash}
        />
      ))}
      {ends.map((end) => (
        <text key={end} x={x(end)} y={height - 1} textAnchor={end === 1 ? 'start' : 'end'}>
          {end === 1 ? 'k 1' : end}
        </text>
      ))}
      <text className="count-mean-text" x={Math.min(width - 12, Math.max(left + 12, x(k)))} y={height - 1} textAnchor="middle">
        k {k}
      </text>
      {Array.from({ length: most }, (_, i) => (
        <rect key={i} x={x(i + 1) - step / 2} y={0} width={step} height={bottom} fill="transparent">
          <title>
            {[`top ${i + 1} shared`, ...measured.map(({ name, values }) => `${name}: ${percent(values[i] ?? NaN)}`)].join('\n')}
          </title>
        </rect>
      ))}
    </svg>
  );
}
