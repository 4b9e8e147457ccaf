/**
 * How a run is told from another in every view: the accent of its geometry, and, among several runs of one geometry
 * (controls with another seed or τ), a dash pattern and a fainter shade.
 */
export type GeometryName = 'spherical' | 'hyperbolic' | 'fused';

export interface RunStyle {
  /** A CSS colour made of the theme's variables. */
  colour: string;
  /** SVG stroke-dasharray; undefined = solid. */
  dash?: string;
  /** 0 for the first run of its geometry, 1 for the second, … */
  variant: number;
}

// The what-if curve is dotted `2 3`: none of these may look like it.
const DASHES = [undefined, '7 3', '9 3 2 3', '9 3 2 3 2 3', '14 4'];

export function runStyle(geometry: GeometryName, variant: number): RunStyle {
  const accent = `var(--${geometry})`;
  return {
    colour: variant % 2 === 0 ? accent : `color-mix(in oklab, ${accent} 62%, var(--ink-2))`,
    dash: DASHES[Math.min(variant, DASHES.length - 1)],
    variant,
  };
}

/** Styles of the runs of an experiment by id, in their order. */
export function runStyles(runs: readonly { id: string; geometry: GeometryName }[]): Map<string, RunStyle> {
  const seen: Record<GeometryName, number> = { spherical: 0, hyperbolic: 0, fused: 0 };
  return new Map(runs.map(({ id, geometry }) => [id, runStyle(geometry, seen[geometry]++)]));
}
