/** Which figures a sweep has: against which settings it can be shown, and which comes first. Pure. */
import { GEOMETRY, OWN_TEMPERATURE, SEED, varyingPaths, type CellStatus } from '../../../core/sweep';

const TEMPERATURES = ['head.tauSpherical', 'head.tauHyperbolic'];

/** What a figure can have as its axis, the one that says most first. The temperature that each geometry has stands for both of theirs. */
export function axesOf(statuses: readonly Pick<CellStatus, 'cell'>[]): string[] {
  const varying = varyingPaths(statuses).filter((path) => path !== GEOMETRY);
  const own = TEMPERATURES.some((path) => varying.includes(path)) ? [OWN_TEMPERATURE] : [];
  const others = varying.filter((path) => path !== SEED);
  return [...own, ...others, ...(varying.includes(SEED) ? [SEED] : [])];
}

/** Settings apart from the seed that a figure has to tell apart, each once for all geometries. */
export function dimensionsOf(statuses: readonly Pick<CellStatus, 'cell'>[]): string[] {
  const axes = axesOf(statuses).filter((path) => path !== SEED);
  return axes.includes(OWN_TEMPERATURE) ? axes.filter((path) => !TEMPERATURES.includes(path)) : axes;
}

export type FigureKind = 'lines' | 'map' | 'parallel';

/** One value against the metric, two as a map, more side by side. */
export function firstKind(statuses: readonly Pick<CellStatus, 'cell'>[]): FigureKind {
  const dimensions = dimensionsOf(statuses).length;
  if (dimensions <= 1) return 'lines';
  return dimensions === 2 ? 'map' : 'parallel';
}

/** Settings that a figure has along its axes: none of them can be averaged over. */
export const alongAxes = (paths: readonly (string | undefined)[]): string[] =>
  paths.flatMap((path) => (path === OWN_TEMPERATURE ? TEMPERATURES : (path ?? [])));
