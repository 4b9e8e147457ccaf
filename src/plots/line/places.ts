/** Where the axes of a line plot stand. */
import type { Axis } from './axis';

/** Where everything stands, pixels. */
export interface Places {
  width: number;
  height: number;
  x: Axis;
  y: Axis;
  left: number;
  right: number;
  top: number;
  bottom: number;
  /** How much larger the type is than usual. */
  type: number;
}
