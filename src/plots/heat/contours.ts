/** A field of positive values over a grid that is even on both axes, as bands between thresholds and lines to be named. */
import { contours } from 'd3';

/** [rows, columns] row-major, the first row at the lowest y; all values above 0. */
export interface Field {
  columns: number;
  rows: number;
  values: ArrayLike<number>;
}

/** Where the field lies on the screen, pixels; y grows downwards, the field's first row is at `bottom`. */
export interface Frame {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** 1, 2, 5, 10, 20, 50, … from `least` to `most`. */
export function roundSteps(least: number, most: number): number[] {
  const steps: number[] = [];
  if (!(least > 0)) return steps;
  for (let power = 10 ** Math.floor(Math.log10(least)); power <= most; power *= 10)
    for (const m of [1, 2, 5]) {
      const value = Number((m * power).toPrecision(1));
      if (value >= least && value <= most) steps.push(value);
    }
  return steps;
}

/** A field of one row has no height: the row stands twice. */
const withHeight = (field: Field): Field =>
  field.rows > 1 ? field : { columns: field.columns, rows: 2, values: [...Array.from(field.values), ...Array.from(field.values)] };

const logs = ({ values }: Field): number[] => Array.from(values, (value) => Math.log(Math.max(value, 1e-300)));

/** For each threshold the area where the field is at least so large, as SVG path data; later ones lie within earlier ones. */
export function areasAbove(field: Field, thresholds: readonly number[], frame: Frame): string[] {
  const { columns, rows, values } = withHeight(field);
  if (columns < 2) return thresholds.map(() => '');
  // d3 sets the value of a grid point into the middle of a cell of side 1.
  const x = (at: number) => frame.left + ((at - 0.5) / (columns - 1)) * (frame.right - frame.left);
  const y = (at: number) => frame.bottom - ((at - 0.5) / (rows - 1)) * (frame.bottom - frame.top);
  const made = contours().size([columns, rows]).thresholds(thresholds.map(Math.log))(logs({ columns, rows, values }));
  return made.map(({ coordinates }) =>
    coordinates
      .flatMap((polygon) => polygon.map((ring) => `M${ring.map(([a, b]) => `${x(a ?? 0).toFixed(1)},${y(b ?? 0).toFixed(1)}`).join('L')}Z`))
      .join(''),
  );
}

/**
 * The value between the grid points, straight between the logarithms.
 * @param across, up place in the field, each 0 … 1; beyond, the edge
 */
export function valueIn(field: Field, across: number, up: number): number {
  const { columns, rows, values } = withHeight(field);
  const clamp = (share: number, count: number) => Math.max(0, Math.min(count - 1, share * (count - 1)));
  const [a, b] = [clamp(across, columns), clamp(up, rows)];
  const [i, j] = [Math.min(columns - 2, Math.floor(a)), Math.min(rows - 2, Math.floor(b))];
  const log = (column: number, row: number) => Math.log(Math.max(values[row * columns + column] ?? NaN, 1e-300));
  const [s, t] = [a - i, b - j];
  return Math.exp((1 - t) * ((1 - s) * log(i, j) + s * log(i + 1, j)) + t * ((1 - s) * log(i, j + 1) + s * log(i + 1, j + 1)));
}

export interface LineName {
  value: number;
  /** Place across the field, 0 … 1. */
  across: number;
}

/** Where along one height of the field each value is crossed, first crossing; names that would lie on an earlier one are left out. */
export function lineNames(field: Field, lines: readonly number[], up: number, apart: number): LineName[] {
  const names: LineName[] = [];
  const steps = 200;
  for (const value of lines) {
    for (let k = 0; k < steps; k++) {
      const [from, to] = [k / steps, (k + 1) / steps];
      const [a, b] = [valueIn(field, from, up), valueIn(field, to, up)];
      if ((a - value) * (b - value) > 0 || a === b) continue;
      const across = from + (Math.log(value / a) / Math.log(b / a)) * (to - from);
      if (names.every((other) => Math.abs(other.across - across) >= apart)) names.push({ value, across });
      break;
    }
  }
  return names;
}
