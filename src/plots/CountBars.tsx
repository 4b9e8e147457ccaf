/** How often each whole number from 0 to `most` occurs, as bars of shares, with the mean marked. */
import { fixed, percent } from './format';
import { useTypeScale } from './useTypeScale';

export interface CountBarsProps {
  /** [most + 1] occurrences. */
  counts: readonly number[];
  mean: number;
  colour: string;
  /** What a bar says on hover: `4 of 6 shared`. */
  say: (value: number) => string;
  summary: string;
  width: number;
  height: number;
}

const BELOW = 12;
/** Half the width of the words at the mean. */
const HALF_MEAN = 26;

export function CountBars({ counts, mean, colour, say, summary, width, height }: CountBarsProps) {
  const total = counts.reduce((a, b) => a + b, 0) || 1;
  const largest = Math.max(1, ...counts);
  const type = useTypeScale();
  const half = HALF_MEAN * type;
  const bottom = height - BELOW * type;
  const step = width / counts.length;
  const middle = (value: number) => (value + 0.5) * step;
  const meanAt = Math.min(width - half, Math.max(half, middle(mean)));
  // An end of the axis gives way to the mean.
  const ends = [0, counts.length - 1].filter((value) => !(Math.abs(middle(value) - meanAt) < half + 8));
  return (
    <svg className="count-bars" width={width} height={height} role="img" aria-label={summary}>
      {counts.map((count, value) => {
        const tall = (count / largest) * (bottom - 2);
        return (
          <g key={value}>
            <rect
              x={value * step + 0.75}
              y={bottom - tall}
              width={Math.max(1, step - 1.5)}
              height={tall}
              style={{ fill: colour }}
              opacity={0.55}
            />
            <rect x={value * step} y={0} width={step} height={bottom} fill="transparent">
              <title>{`${say(value)}: ${percent(count / total)}`}</title>
            </rect>
          </g>
        );
      })}
      <line className="axis-line" x1={0} x2={width} y1={bottom + 0.5} y2={bottom + 0.5} />
      {Number.isFinite(mean) && <line className="count-mean" x1={middle(mean)} x2={middle(mean)} y1={0} y2={bottom + 3} />}
      {ends.map((value) => (
        <text key={value} x={middle(value)} y={height - 1} textAnchor="middle">
          {value}
        </text>
      ))}
      {Number.isFinite(mean) && (
        <text className="count-mean-text" x={meanAt} y={height - 1} textAnchor="middle">
          mean {fixed(mean, 1)}
        </text>
      )}
    </svg>
  );
}
