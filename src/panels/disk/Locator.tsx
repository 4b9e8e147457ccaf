import { clipRingRadius } from '../../core/geometry/poincare';
import { restExtent } from '../../plots';
import type { Framing } from './useScene';

const SIDE = 24;
const R = SIDE / 2 - 3.5;

/**
 * The whole ball in small: its boundary, the clip ring, and how much of it the plot shows. Pressed, it shows the whole.
 * Where the plot shows the whole anyway there is nothing to locate.
 */
export function Locator({
  c,
  clipRadius,
  framing,
  choose,
}: {
  c: number;
  clipRadius: number;
  framing: Framing;
  choose: (framing: Framing) => void;
}) {
  const rest = restExtent(clipRadius, c);
  if (rest >= 1) return null;
  const whole = framing === 'whole ball';
  return (
    <button
      type="button"
      className="disk-locator"
      aria-pressed={whole}
      aria-label="Show the whole ball"
      title={whole ? 'Fit the clip ring' : 'Show the whole ball up to its boundary'}
      onClick={() => choose(whole ? 'reach' : 'whole ball')}
    >
      <svg width={SIDE} height={SIDE} aria-hidden="true">
        <circle className="ball-boundary" cx={SIDE / 2} cy={SIDE / 2} r={R} />
        <circle className="disk-locator-clip" cx={SIDE / 2} cy={SIDE / 2} r={R * clipRingRadius(clipRadius, c)} />
        <circle className="disk-locator-view" cx={SIDE / 2} cy={SIDE / 2} r={R * (whole ? 1 : rest)} />
      </svg>
    </button>
  );
}
