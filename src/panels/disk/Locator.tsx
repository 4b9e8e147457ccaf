import { clipRingRadius } from '../../core/geometry/poincare';
import type { Framing } from './useScene';

const SIDE = 34;
const R = SIDE / 2 - 1.5;

/** The whole ball in small: its boundary, the clip ring, and how much of it the plot shows. Pressed, it shows the whole. */
export function Locator({
  c,
  clipRadius,
  extent,
  framing,
  choose,
}: {
  c: number;
  clipRadius: number;
  extent: number;
  framing: Framing;
  choose: (framing: Framing) => void;
}) {
  const whole = framing === 'whole disk';
  return (
    <button
      type="button"
      className="locator"
      aria-pressed={whole}
      aria-label="Show the whole disk"
      title={whole ? 'Fit the points' : 'Show the whole disk up to its boundary'}
      onClick={() => choose(whole ? 'points' : 'whole disk')}
    >
      <svg width={SIDE} height={SIDE} aria-hidden="true">
        <circle className="disk-boundary" cx={SIDE / 2} cy={SIDE / 2} r={R} />
        {clipRadius > 0 && <circle className="locator-clip" cx={SIDE / 2} cy={SIDE / 2} r={R * clipRingRadius(clipRadius, c)} />}
        <circle className="locator-view" cx={SIDE / 2} cy={SIDE / 2} r={R * Math.min(1, extent)} />
      </svg>
    </button>
  );
}
