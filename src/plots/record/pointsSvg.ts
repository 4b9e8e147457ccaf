/** The picture of a run as SVG, small enough to be mailed: outline, rings and the points, a path for each colour. Pure. */
import { GROUP_COLOURS, REST_COLOUR } from '../groups';
import { element, words, type Markup, type Picture } from '../export/markup';
import { diskSpace } from '../scatter/spaces/disk';
import { sphereSpace } from '../scatter/spaces/sphere';
import { toScreen, type Mark, type Space } from '../scatter/spaces/space';
import { homeView, lensOf } from '../scatter/spaces/view';

export interface PointsDrawing {
  summary: string;
  /** Both sides, pixels. */
  side: number;
  /** Of the disk; undefined = the sphere. */
  ball?: { c: number; clipRadius: number };
  /** [n, 2] in the unit disk, or [n, 3] on the unit sphere. */
  points: Float32Array;
  n: number;
  /** Group of each point; negative = none. */
  groupOf: ArrayLike<number>;
}

const round = (value: number) => Math.round(10 * value) / 10;

function backdrop(mark: Mark): Markup {
  const far = mark.name.includes('-far') ? 0.35 : undefined;
  const line = { fill: 'none', stroke: 'var(--line-strong)' };
  if (mark.kind === 'text')
    return element('text', { x: mark.x, y: mark.y + 4, 'font-size': 10, fill: 'var(--ink-2)', 'text-anchor': 'middle' }, words(mark.text));
  if (mark.kind === 'path') return element('path', { d: mark.d, ...line, 'stroke-width': 0.6, opacity: far });
  const filled = mark.name.startsWith('ball-reach') || mark.name.startsWith('sphere-outline');
  return element('circle', {
    cx: mark.x,
    cy: mark.y,
    r: mark.r,
    ...(filled ? { fill: 'var(--inset)' } : { ...line, 'stroke-dasharray': mark.name.startsWith('ball-ring') ? '3 4' : undefined }),
  });
}

/** Dots of one colour: strokes without a length, round at their ends. */
function dots(at: readonly string[], colour: string, size: number, opacity: number): Markup[] {
  if (at.length === 0) return [];
  const d = at.map((place) => `M${place}h0`).join('');
  return [element('path', { d, stroke: colour, 'stroke-width': size, 'stroke-linecap': 'round', fill: 'none', opacity })];
}

/** Colours are custom properties, but for those of the groups, which are good on both grounds. */
export function pointsSvg({ summary, side, ball, points, n, groupOf }: PointsDrawing): Picture {
  const space: Space = ball ? diskSpace(ball) : sphereSpace();
  const view = homeView(space);
  const lens = lensOf(view, side, side);
  const placed = new Float32Array(3 * n);
  space.layOut(points, n, view.pose, placed);
  const near = new Map<string, string[]>();
  const far = new Map<string, string[]>();
  for (let i = 0; i < n; i++) {
    const [x, y] = toScreen(lens, placed[3 * i]!, placed[3 * i + 1]!);
    if (!Number.isFinite(x) || !Number.isFinite(y)) continue;
    const group = groupOf[i]!;
    const colour = group < 0 ? REST_COLOUR : GROUP_COLOURS[group % GROUP_COLOURS.length]!;
    const list = placed[3 * i + 2]! < 0 ? far : near;
    if (!list.has(colour)) list.set(colour, []);
    list.get(colour)!.push(`${round(x)},${round(y)}`);
  }
  const size = n > 1500 ? 2.6 : n > 400 ? 3.6 : 5;
  return {
    width: side,
    height: side,
    attributes: { viewBox: `0 0 ${side} ${side}`, role: 'img' },
    content: [
      element('title', {}, words(summary)),
      ...space.backdrop(view.pose, lens).map(backdrop),
      ...[...far].flatMap(([colour, at]) => dots(at, colour, size * 0.8, 0.25)),
      ...[...near].flatMap(([colour, at]) => dots(at, colour, size, 0.85)),
    ],
  };
}
