/** Rings of a ball that is only supposed, over the one that is drawn: what another c or clip radius would make of its clip ring and radii. */
import { clipRingRadius, ringRadius } from '../../../core/geometry/poincare';
import type { Mark } from './space';

export interface Ghost {
  c: number;
  /** 0 = no clipping. */
  clipRadius: number;
}

/**
 * Dashed circles where they would lie in the disk scaled by the supposed √c, each with what it is.
 * @param distances hyperbolic radii of the rings that are drawn: the same ones are supposed
 * @param drawn of the ball that is drawn; what does not differ from it has no ghost
 */
export function ghostMarks(
  ghost: Ghost,
  drawn: Ghost,
  distances: readonly number[],
  circle: (key: string, name: string, radius: number) => Mark,
  label: (key: string, name: string, radius: number, text: string) => Mark,
): Mark[] {
  const marks: Mark[] = [];
  if (ghost.c !== drawn.c)
    for (const distance of distances) marks.push(circle(`ghost ${distance}`, 'ball-ghost', ringRadius(distance, ghost.c)));
  if (ghost.clipRadius > 0) {
    const radius = clipRingRadius(ghost.clipRadius, ghost.c);
    marks.push(circle('ghost clip', 'ball-ghost ball-ghost-clip', radius));
    marks.push(
      label('ghost clip label', 'ring-label ring-label-ghost', radius, `what if: clip ${Number(ghost.clipRadius.toPrecision(3))}`),
    );
  }
  return marks;
}
