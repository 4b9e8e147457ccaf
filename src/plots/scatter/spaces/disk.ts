/**
 * The Poincaré disk scaled by √c, so that the boundary of the ball is the unit circle.
 * A pose is the isometry z ↦ e^{iθ}·(z − a)/(1 − āz), kept as [a₁, a₂, θ]: the point a is in the middle, turned by θ.
 */
import { alongGeodesic, clipRingRadius, einsteinMidpoint, geodesicArc, ringRadius } from '../../../core/geometry/poincare';
import { ghostMarks, type Ghost } from './ghost';
import { toScreen, type ArcPath, type Lens, type Mark, type Pose, type Space } from './space';

type Complex = readonly [number, number];

const times = (a: Complex, b: Complex): Complex => [a[0] * b[0] - a[1] * b[1], a[0] * b[1] + a[1] * b[0]];
const conjugate = (a: Complex): Complex => [a[0], -a[1]];
const unit = (angle: number): Complex => [Math.cos(angle), Math.sin(angle)];
const over = (a: Complex, b: Complex): Complex => {
  const scale = 1 / (b[0] * b[0] + b[1] * b[1]);
  const product = times(a, conjugate(b));
  return [product[0] * scale, product[1] * scale];
};

/** A point under a pose. */
export function moveOnDisk([a1 = 0, a2 = 0, turn = 0]: Pose, z: Complex): Complex {
  const top: Complex = [z[0] - a1, z[1] - a2];
  const away = times([a1, -a2], z);
  return times(unit(turn), over(top, [1 - away[0], -away[1]]));
}

/** The pose `pose`, followed by the translation w ↦ (w + v)/(1 + v̄w). */
function followedBy(pose: Pose, v: Complex): Pose {
  // The whole takes some point a to the middle: the one that `pose` takes to −v.
  const [a1 = 0, a2 = 0, turn = 0] = pose;
  const back = times(unit(-turn), [-v[0], -v[1]]);
  const away = times([a1, -a2], back);
  const a = over([back[0] + a1, back[1] + a2], [1 + away[0], away[1]]);
  // As matrices (α β; β̄ ᾱ) the product has α = e^{iθ/2}·(1 − v·ā·e^{−iθ}), and the turn is α/ᾱ: twice its argument.
  const mixed = times(times(v, [a1, -a2]), unit(-turn));
  return [a[0], a[1], turn + 2 * Math.atan2(-mixed[1], 1 - mixed[0])];
}

/** The circle that a circle around the origin becomes under a pose. */
function movedRing(pose: Pose, radius: number): { x: number; y: number; r: number } {
  const [a1 = 0, a2 = 0] = pose;
  const length = Math.hypot(a1, a2);
  const direction: Complex = length > 1e-12 ? [a1 / length, a2 / length] : [1, 0];
  // The picture is symmetric about the line through a: the ends of that diameter stay ends of a diameter.
  const p = moveOnDisk(pose, [direction[0] * radius, direction[1] * radius]);
  const q = moveOnDisk(pose, [-direction[0] * radius, -direction[1] * radius]);
  return { x: (p[0] + q[0]) / 2, y: (p[1] + q[1]) / 2, r: Math.hypot(p[0] - q[0], p[1] - q[1]) / 2 };
}

/** Hyperbolic radii at which rings are drawn: whole steps, not more than `most`, inside the outermost radius. */
export function ringDistances(outermost: number, c: number, most = 5): number[] {
  const reach = (2 / Math.sqrt(c)) * Math.atanh(Math.min(outermost, 0.985));
  const step = [1, 2, 5, 10, 20, 50, 100].find((candidate) => reach / candidate <= most + 0.999) ?? 200;
  const rings: number[] = [];
  for (let distance = step; distance < reach * 0.97; distance += step) rings.push(distance);
  return rings;
}

/** The geodesic between two points of the unit disk, as SVG path data. */
export function geodesicPath(from: Complex, to: Complex, lens: Lens): string {
  const [x0, y0] = toScreen(lens, from[0], from[1]);
  const [x1, y1] = toScreen(lens, to[0], to[1]);
  const arc = geodesicArc(from, to);
  const start = `M${x0.toFixed(1)},${y0.toFixed(1)}`;
  const end = `${x1.toFixed(1)},${y1.toFixed(1)}`;
  if (arc.kind === 'line') return `${start}L${end}`;
  const radius = (arc.radius * lens.scale).toFixed(1);
  // Anticlockwise as the canvas counts it means downwards y; ours points up, so the sense on the screen is the opposite one.
  return `${start}A${radius},${radius} 0 0 ${arc.anticlockwise ? 1 : 0} ${end}`;
}

/** Pixels between the labels of two rings. */
const LABEL_GAP = 15;
/** Pixels from a circle to the middle of its words. */
const BESIDE = 8;
/** What stands at the rings where the distance from the centre means nothing. */
const NOT_RADIUS = 'not radius';
/** Pixels from the middle to the edge, under which those words would cover more than they say: the rings are faint in any case. */
const ROOM_FOR_WORDS = 150;
/** Under this many there is room for no numbers of rings either: a title stands over them. */
const ROOM_FOR_NUMBERS = 60;

export interface DiskOptions {
  c: number;
  /** 0 = no clipping. */
  clipRadius: number;
  /** Radius of the disk that the undisturbed view shows; see `restExtent`, unless told. */
  extent?: number;
  /** What is supposed of the ball beside it, drawn as dashed rings. */
  ghost?: Ghost;
  /**
   * Set where the picture lays points at other radii than they have in the ball: how far from the centre its points lie. Then rings measure
   * nothing and are faint, and there is no clip ring, which a point that is not clipped could lie beyond.
   */
  reach?: number;
}

export function diskSpace({ c, clipRadius, reach, extent = restExtent(clipRadius, c, reach), ghost }: DiskOptions): Space {
  const keepsRadius = reach === undefined;
  const clipRing = keepsRadius ? clipRingRadius(clipRadius, c) : Math.max(clipRingRadius(clipRadius, c), restExtent(clipRadius, c, reach));
  const clips = keepsRadius && clipRadius > 0;
  const rings = ringDistances(Math.min(clipRing, extent), c);
  const home: Pose = [0, 0, 0];

  return {
    dimensions: 2,
    home,
    extent,

    layOut(points, n, [a1 = 0, a2 = 0, turn = 0], out) {
      // `moveOnDisk` written out: it is done for every point in every frame of a drag.
      const [c, s] = [Math.cos(turn), Math.sin(turn)];
      for (let i = 0; i < n; i++) {
        const x = points[2 * i]!;
        const y = points[2 * i + 1]!;
        const bottomX = 1 - (a1 * x + a2 * y);
        const bottomY = a2 * x - a1 * y;
        const scale = 1 / (bottomX * bottomX + bottomY * bottomY);
        const u = ((x - a1) * bottomX + (y - a2) * bottomY) * scale;
        const v = ((y - a2) * bottomX - (x - a1) * bottomY) * scale;
        out[3 * i] = c * u - s * v;
        out[3 * i + 1] = s * u + c * v;
        out[3 * i + 2] = 0;
      }
    },

    drag(pose, from, to) {
      // v with (p + v)/(1 + v̄p) = q, i.e. v − qp·v̄ = q − p.
      const inside = ([x, y]: Complex): Complex => {
        const length = Math.hypot(x, y);
        return length > 0.97 ? [(x / length) * 0.97, (y / length) * 0.97] : [x, y];
      };
      const p = inside(from);
      const q = inside(to);
      const k = times(q, p);
      const w: Complex = [q[0] - p[0], q[1] - p[1]];
      const kw = times(k, conjugate(w));
      const scale = 1 / (1 - k[0] * k[0] - k[1] * k[1]);
      return followedBy(pose, [(w[0] + kw[0]) * scale, (w[1] + kw[1]) * scale]);
    },

    centred: (pose, at) => [at[0] ?? 0, at[1] ?? 0, pose[2] ?? 0],

    between(from, to, t) {
      const a = alongGeodesic(from.slice(0, 2), to.slice(0, 2), t);
      const turn = Math.atan2(Math.sin((to[2] ?? 0) - (from[2] ?? 0)), Math.cos((to[2] ?? 0) - (from[2] ?? 0)));
      return t >= 1 ? to : [a[0] ?? 0, a[1] ?? 0, (from[2] ?? 0) + turn * t];
    },

    midpoint: (points, members) => einsteinMidpoint(points, 2, { members }),

    backdrop(pose, lens) {
      const circle = (key: string, name: string, radius: number): Mark => {
        const ring = movedRing(pose, radius);
        const [x, y] = toScreen(lens, ring.x, ring.y);
        return { kind: 'circle', key, name, x, y, r: ring.r * lens.scale };
      };
      /** At the top of a ring, or at its bottom where `below` says how far under it. */
      const label = (key: string, name: string, radius: number, text: string, below?: number): Mark => {
        const ring = movedRing(pose, radius);
        const [x, y] = toScreen(lens, ring.x, below === undefined ? ring.y + ring.r : ring.y - ring.r);
        return { kind: 'text', key, name, x, y: y + (below ?? 0), text };
      };
      const marks: Mark[] = [circle('reach', 'ball-reach', clipRing)];
      // Where the view ends within the boundary, what would be seen of it are bits in the corners.
      const bounded = extent >= 1 || lens.scale <= lens.room;
      if (bounded) marks.push(circle('boundary', 'ball-boundary', 1));
      if (clips) marks.push(circle('clip', 'ball-clip', clipRing));
      const ring = keepsRadius ? 'ball-ring' : 'ball-ring ball-ring-faint';
      for (const distance of rings) marks.push(circle(`ring ${distance}`, ring, ringRadius(distance, c)));
      const outermost = rings.at(-1);
      const ghostLabel = (key: string, name: string, radius: number, text: string) => label(key, name, radius, text, BESIDE);
      const numbers =
        keepsRadius && lens.room >= ROOM_FOR_NUMBERS
          ? rings.map((distance) => label(`ring label ${distance}`, 'ring-label', ringRadius(distance, c), String(distance)))
          : [];
      // At the bottom, inside: above stand titles, which are of any length.
      const words = (key: string, radius: number, text: string) => label(key, 'ring-label', radius, text, -BESIDE);
      const named: Mark[] = [];
      if (!keepsRadius && outermost !== undefined && lens.room >= ROOM_FOR_WORDS) named.push(words('ring label', clipRing, NOT_RADIUS));
      const clip = `clip ${Number(clipRadius.toPrecision(3))}`;
      // One line where both circles lie together.
      const together = clips && bounded && (1 - clipRing) * lens.scale < LABEL_GAP;
      if (clips && !together) named.push(words('clip label', clipRing, clip));
      if (bounded) named.push(words('boundary label', 1, together ? `boundary, ${clip}` : 'boundary'));
      // Rings that measure nothing have none.
      const supposed = ghost && keepsRadius ? ghostMarks(ghost, { c, clipRadius }, rings, circle, ghostLabel) : [];
      marks.push(...apart(numbers.reverse()), ...apart([...supposed.filter(({ kind }) => kind === 'text'), ...named.reverse()]));
      marks.push(...supposed.filter(({ kind }) => kind !== 'text'));
      return marks;
    },

    arc(from, to, pose, lens): ArcPath {
      const a = moveOnDisk(pose, [from[0] ?? 0, from[1] ?? 0]);
      const b = moveOnDisk(pose, [to[0] ?? 0, to[1] ?? 0]);
      return { front: geodesicPath(a, b, lens), back: '' };
    },
  };
}

/** Labels one after another, without those that the ones before leave no room. */
function apart(labels: readonly Mark[]): Mark[] {
  const kept: (Mark & { kind: 'text' })[] = [];
  for (const mark of labels)
    if (mark.kind === 'text' && kept.every(({ x, y }) => Math.hypot(mark.x - x, mark.y - y) >= LABEL_GAP)) kept.push(mark);
  return kept;
}

/** From this radius of the clip ring on, showing the ball to its boundary costs hardly any room. */
const NEAR_BOUNDARY = 0.8;
/** Steps in which a view is widened: wide enough that it seldom moves while a layout forms. */
const STEP = 0.05;

/**
 * Radius that the undisturbed view shows: the clip ring, beyond which nothing can lie, or the boundary where the ring is near it
 * or there is none. The head alone decides: were the points asked, the picture would move without their having learned anything.
 * @param reach where points are laid at other radii than their own: how far out they lie. The view is widened to hold them, in steps
 */
export function restExtent(clipRadius: number, c: number, reach = 0): number {
  const ring = clipRingRadius(clipRadius, c);
  const extent = reach > ring ? Math.ceil(reach / STEP) * STEP : ring;
  return extent < NEAR_BOUNDARY ? extent : 1;
}
