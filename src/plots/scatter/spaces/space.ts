/** What the disk and the sphere have in common, so that one plot can show either. */

/** How a space is turned or moved before it is drawn; what the numbers mean is the space's affair. */
export type Pose = readonly number[];

/** Where the unit circle of the plane lies on the screen; y of the plane points up, y of the screen down. */
export interface Lens {
  x: number;
  y: number;
  /** Pixels of one unit. */
  scale: number;
  /** Pixels from the middle of the plot to its nearest edge. */
  room: number;
}

export const toScreen = (lens: Lens, x: number, y: number): [number, number] => [lens.x + x * lens.scale, lens.y - y * lens.scale];
export const toPlane = (lens: Lens, x: number, y: number): [number, number] => [(x - lens.x) / lens.scale, (lens.y - y) / lens.scale];

/** One thing to draw behind or over the points; `name` is its CSS class. */
export type Mark =
  | { kind: 'circle'; key: string; name: string; x: number; y: number; r: number }
  | { kind: 'path'; key: string; name: string; d: string; width?: number; colour?: string }
  | { kind: 'text'; key: string; name: string; x: number; y: number; text: string };

export interface ArcPath {
  /** SVG path data; empty where nothing of the arc lies in front. */
  front: string;
  /** The part that lies on the far side; always empty on the disk. */
  back: string;
}

export interface Space {
  readonly dimensions: 2 | 3;
  readonly home: Pose;
  /** How much of the plane the undisturbed view shows: radius around the origin. */
  readonly extent: number;
  /** Rows of `points` under a pose, into rows (x, y, depth) of the plane; depth ≥ 0 faces the reader. */
  layOut(points: Float32Array, n: number, pose: Pose, out: Float32Array): void;
  /** The pose after what was at `from` (plane) has been dragged to `to`. */
  drag(pose: Pose, from: readonly [number, number], to: readonly [number, number]): Pose;
  /** The pose in which the point `at` (coordinates of the space) is in the middle, facing the reader. */
  centred(pose: Pose, at: ArrayLike<number>): Pose;
  /** Share t of the way from one pose to another. */
  between(from: Pose, to: Pose, t: number): Pose;
  /** The point in the midst of some of the points. */
  midpoint(points: Float32Array, members: ArrayLike<number>): ArrayLike<number>;
  /** Outline, rings, graticule. */
  backdrop(pose: Pose, lens: Lens): Mark[];
  /** The shortest way between two points, as it looks under the pose. */
  arc(from: ArrayLike<number>, to: ArrayLike<number>, pose: Pose, lens: Lens): ArcPath;
}
