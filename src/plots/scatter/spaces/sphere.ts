/** The unit sphere, seen from far away along its third axis. A pose is a rotation matrix, row-major. */
import { sphereMidpoint } from '../../../core/geometry/sphere';
import type { ArcPath, Lens, Mark, Pose, Space } from './space';

type Vector = readonly [number, number, number];

const IDENTITY: Pose = [1, 0, 0, 0, 1, 0, 0, 0, 1];
/**
 * At rest the first axis points at the reader. Along it the points of a PCA differ most: seen from the side they would crowd at
 * the outline.
 */
const HOME: Pose = [0, 1, 0, 0, 0, 1, 1, 0, 0];

const dot = (a: Vector, b: Vector) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const cross = (a: Vector, b: Vector): Vector => [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
const unit = (a: Vector): Vector => {
  const length = Math.hypot(a[0], a[1], a[2]);
  return length > 0 ? [a[0] / length, a[1] / length, a[2] / length] : [0, 0, 1];
};
const vector = (at: ArrayLike<number>, start = 0): Vector => [at[start] ?? 0, at[start + 1] ?? 0, at[start + 2] ?? 0];

/** A point under a rotation. */
export function rotate(pose: Pose, v: Vector): Vector {
  return [dot(vector(pose, 0), v), dot(vector(pose, 3), v), dot(vector(pose, 6), v)];
}

/** Rotation by `angle` around a unit axis (Rodrigues). */
export function rotationAbout([x, y, z]: Vector, angle: number): Pose {
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  const k = 1 - c;
  return [
    c + x * x * k,
    x * y * k - z * s,
    x * z * k + y * s,
    y * x * k + z * s,
    c + y * y * k,
    y * z * k - x * s,
    z * x * k - y * s,
    z * y * k + x * s,
    c + z * z * k,
  ];
}

/** First `b`, then `a`. */
function after(a: Pose, b: Pose): Pose {
  const columns = [0, 1, 2].map((j): Vector => [b[j] ?? 0, b[j + 3] ?? 0, b[j + 6] ?? 0]);
  return [0, 3, 6].flatMap((row) => columns.map((column) => dot(vector(a, row), column)));
}

const transposed = (m: Pose): Pose => [0, 3, 6, 1, 4, 7, 2, 5, 8].map((i) => m[i] ?? 0);

/** The smallest rotation that takes one unit vector to another. */
function rotationFrom(a: Vector, b: Vector): Pose {
  const axis = cross(a, b);
  const sine = Math.hypot(axis[0], axis[1], axis[2]);
  const cosine = dot(a, b);
  if (sine < 1e-12) {
    if (cosine > 0) return IDENTITY;
    // Opposite: half a turn around anything perpendicular.
    return rotationAbout(unit(cross(a, Math.abs(a[0]) < 0.9 ? [1, 0, 0] : [0, 1, 0])), Math.PI);
  }
  return rotationAbout([axis[0] / sine, axis[1] / sine, axis[2] / sine], Math.atan2(sine, cosine));
}

/** Where on the near side a place of the plane lies; outside the outline, the nearest place on it. */
function lifted([x, y]: readonly [number, number]): Vector {
  const square = x * x + y * y;
  if (square >= 1) return unit([x, y, 0]);
  return [x, y, Math.sqrt(1 - square)];
}

/** SVG path data of a line through rotated points, in two parts: what faces the reader and what does not. */
function splitPath(points: readonly Vector[], lens: Lens): ArcPath {
  const parts = { front: '', back: '' };
  let last: 'front' | 'back' | undefined;
  let before = '';
  for (const [x, y, z] of points) {
    const side = z >= 0 ? 'front' : 'back';
    // Tenths of a pixel, rounded: writing them out with `toFixed` takes several times as long.
    const at = `${Math.round((lens.x + x * lens.scale) * 10) / 10},${Math.round((lens.y - y * lens.scale) * 10) / 10}`;
    if (side !== last) parts[side] += before ? `M${before}L${at}` : `M${at}`;
    else parts[side] += `L${at}`;
    last = side;
    before = at;
  }
  return parts;
}

/** segments + 1 points of the great circle from a to b, the shorter way. */
export function greatCircle(a: Vector, b: Vector, segments: number): Vector[] {
  const axis = cross(a, b);
  const sine = Math.hypot(axis[0], axis[1], axis[2]);
  if (sine < 1e-9) return [a, b];
  const angle = Math.atan2(sine, dot(a, b));
  // Straight on from a: together with a it spans the plane of the circle.
  const on = cross([axis[0] / sine, axis[1] / sine, axis[2] / sine], a);
  return Array.from({ length: segments + 1 }, (_, i): Vector => {
    const [c, s] = [Math.cos((angle * i) / segments), Math.sin((angle * i) / segments)];
    return [a[0] * c + on[0] * s, a[1] * c + on[1] * s, a[2] * c + on[2] * s];
  });
}

/** Segments for a way: of six degrees each, which no eye tells from an arc. */
const segmentsFor = (a: Vector, b: Vector) => Math.max(2, Math.ceil(Math.acos(Math.max(-1, Math.min(1, dot(a, b)))) / 0.1));

const RADIANS = Math.PI / 180;

/** Parallels and meridians every 30°, around the second axis. */
const GRATICULE: Vector[][] = [
  ...[-60, -30, 0, 30, 60].map((latitude) =>
    Array.from({ length: 73 }, (_, i): Vector => {
      const [phi, theta] = [latitude * RADIANS, i * 5 * RADIANS];
      return [Math.cos(phi) * Math.sin(theta), Math.sin(phi), Math.cos(phi) * Math.cos(theta)];
    }),
  ),
  ...[0, 30, 60, 90, 120, 150].map((longitude) =>
    Array.from({ length: 73 }, (_, i): Vector => {
      const [phi, theta] = [i * 5 * RADIANS, longitude * RADIANS];
      return [Math.cos(phi) * Math.sin(theta), Math.sin(phi), Math.cos(phi) * Math.cos(theta)];
    }),
  ),
];

export function sphereSpace(): Space {
  return {
    dimensions: 3,
    home: HOME,
    extent: 1,

    layOut(points, n, pose, out) {
      const m = Float64Array.from(pose);
      for (let i = 0; i < 3 * n; i += 3) {
        const x = points[i]!;
        const y = points[i + 1]!;
        const z = points[i + 2]!;
        out[i] = m[0]! * x + m[1]! * y + m[2]! * z;
        out[i + 1] = m[3]! * x + m[4]! * y + m[5]! * z;
        out[i + 2] = m[6]! * x + m[7]! * y + m[8]! * z;
      }
    },

    drag: (pose, from, to) => after(rotationFrom(lifted(from), lifted(to)), pose),

    centred: (pose, at) => after(rotationFrom(unit(rotate(pose, vector(at))), [0, 0, 1]), pose),

    between(from, to, t) {
      if (t >= 1) return to;
      const difference = after(to, transposed(from));
      const cosine = ((difference[0] ?? 0) + (difference[4] ?? 0) + (difference[8] ?? 0) - 1) / 2;
      const angle = Math.acos(Math.max(-1, Math.min(1, cosine)));
      if (angle < 1e-6) return to;
      const axis: Vector = [
        (difference[7] ?? 0) - (difference[5] ?? 0),
        (difference[2] ?? 0) - (difference[6] ?? 0),
        (difference[3] ?? 0) - (difference[1] ?? 0),
      ];
      // Half a turn leaves the axis undetermined by the difference; going there at once is as good as any way.
      return Math.hypot(axis[0], axis[1], axis[2]) < 1e-6 ? to : after(rotationAbout(unit(axis), angle * t), from);
    },

    midpoint: (points, members) => sphereMidpoint(points, 3, { members }),

    backdrop(pose, lens) {
      const lines = GRATICULE.map((line) =>
        splitPath(
          line.map((at) => rotate(pose, at)),
          lens,
        ),
      );
      const marks: Mark[] = [
        { kind: 'circle', key: 'outline', name: 'sphere-outline', x: lens.x, y: lens.y, r: lens.scale },
        { kind: 'path', key: 'far', name: 'graticule graticule-far', d: lines.map(({ back }) => back).join('') },
        { kind: 'path', key: 'near', name: 'graticule', d: lines.map(({ front }) => front).join('') },
      ];
      return marks;
    },

    arc(from, to, pose, lens) {
      const [a, b] = [unit(rotate(pose, vector(from))), unit(rotate(pose, vector(to)))];
      return splitPath(greatCircle(a, b, segmentsFor(a, b)), lens);
    },
  };
}
