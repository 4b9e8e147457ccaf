/** Points and thumbnails on a canvas whose unit is the CSS pixel. */
import { context2d } from '../../context';
import { STRENGTH, type Ink, type ScatterScene } from '../scene';

export interface Frame {
  width: number;
  height: number;
  /** Device pixels of a CSS pixel. */
  density: number;
}

const sprites = new Map<string, HTMLCanvasElement>();

/** A disc, drawn once and copied from then on: far cheaper than a path for each of 10,000 points. */
function disc(colour: string, radius: number, density: number, ring?: string): HTMLCanvasElement {
  const key = `${colour} ${radius.toFixed(2)} ${density} ${ring}`;
  let sprite = sprites.get(key);
  if (!sprite) {
    if (sprites.size > 400) sprites.clear();
    sprite = document.createElement('canvas');
    sprite.width = sprite.height = Math.ceil((2 * radius + (ring ? 5 : 2)) * density);
    const context = context2d(sprite);
    if (context) {
      context.fillStyle = colour;
      context.beginPath();
      context.arc(sprite.width / 2, sprite.height / 2, radius * density, 0, 2 * Math.PI);
      context.fill();
      if (ring) {
        context.strokeStyle = ring;
        context.lineWidth = density;
        context.stroke();
      }
    }
    sprites.set(key, sprite);
  }
  return sprite;
}

/** Radius of a dot: many points or a small plot ask for small ones. */
export function dotRadius(n: number, scale: number, zoom: number): number {
  const crowd = Math.sqrt(2000 / Math.max(200, n));
  return Math.min(4.5, Math.max(1.1, 1.5 * crowd * Math.sqrt(scale / 110) * Math.min(1.8, zoom ** 0.35)));
}

/** Side of a thumbnail in place of a dot: it grows with the picture. */
export const thumbnailSide = (magnified: number): number => Math.round(Math.min(44, 13 * Math.max(1, magnified) ** 0.5));

/** How much of each strength is seen, and of what lies on the far side. */
const ALPHA = { [STRENGTH.aside]: 0.1, [STRENGTH.dimmed]: 0.28, [STRENGTH.normal]: 0.85, [STRENGTH.selected]: 1 } as const;
const FAR = 0.24;

/** How much larger a selected dot is. */
export const SELECTED = 1.5;

/** Selected dots are ringed as long as they are few enough not to grow together: the others stand back in any case. */
export const ringed = ({ selected }: Pick<ScatterScene, 'selected'>): boolean => selected !== undefined && selected.size <= 300;

/** From the faintest to the strongest: what stands out is not hidden. */
const IN_ORDER = [STRENGTH.aside, STRENGTH.dimmed, STRENGTH.normal, STRENGTH.selected] as const;

/** How the points are to be shown. */
export interface PointsLook {
  /** Rows (x, y, depth) on the screen. */
  screen: Float32Array;
  /** [n] codes of STRENGTH. */
  strength: Uint8Array;
  /** 1 = thumbnail instead of dot. */
  room: Uint8Array;
  /** Side of such a thumbnail. */
  side: number;
  radius: number;
  /** The picture is changing: squares in place of discs, which are far cheaper to draw. */
  moving: boolean;
}

const orders = new WeakMap<Uint8Array, Int32Array>();

/** Points gathered by colour: setting the colour of a canvas for each of them would cost more than drawing it. */
function colourOrder(colourOf: Uint8Array): Int32Array {
  let order = orders.get(colourOf);
  if (!order) {
    // By counting: a sort with a comparator would take ten times as long.
    const starts = new Int32Array(257);
    for (const colour of colourOf) starts[colour + 1]!++;
    for (let i = 1; i < 257; i++) starts[i]! += starts[i - 1]!;
    order = new Int32Array(colourOf.length);
    for (let i = 0; i < colourOf.length; i++) order[starts[colourOf[i]!]!++] = i;
    orders.set(colourOf, order);
  }
  return order;
}

/** Radius in device pixels under which a disc cannot be told from a square. */
const SQUARE_BELOW = 1.3;

/** Points of one strength on one side of the space. */
type Layer = (far: boolean, strength: number) => void;

/** All points: dots, or thumbnails where there is room; what lies behind or stands back is faint. */
export function paintPoints(context: CanvasRenderingContext2D, frame: Frame, scene: ScatterScene, look: PointsLook, ink: Ink): void {
  const { n, colourOf, colours } = scene;
  const { screen, strength, room, side, radius } = look;
  context.clearRect(0, 0, frame.width, frame.height);
  const half = radius + 2;
  const shown = (i: number, far: boolean, wanted: number) => {
    if (strength[i] !== wanted || screen[3 * i + 2]! < 0 !== far || (room[i] === 1 && wanted >= STRENGTH.dimmed)) return false;
    const x = screen[3 * i]!;
    const y = screen[3 * i + 1]!;
    return x > -half && y > -half && x < frame.width + half && y < frame.height + half;
  };
  const discs: Layer = (far, wanted) => {
    const ring = wanted === STRENGTH.selected && ringed(scene) ? ink.ink : undefined;
    const size = (far ? 0.8 : 1) * (ring ? Math.max(radius * SELECTED, 2.2) : radius);
    const marks = colours.map((colour) => disc(colour, size, frame.density, ring));
    for (let i = 0; i < n; i++) {
      const mark = shown(i, far, wanted) ? marks[colourOf[i]!] : undefined;
      if (!mark) continue;
      const width = mark.width / frame.density;
      context.drawImage(mark, screen[3 * i]! - width / 2, screen[3 * i + 1]! - width / 2, width, width);
    }
  };
  const squares: Layer = (far, wanted) => {
    const width = radius * 1.8 * (wanted === STRENGTH.selected ? SELECTED : 1);
    let filled = -1;
    for (const i of colourOrder(colourOf)) {
      if (i >= n || !shown(i, far, wanted)) continue;
      const colour = colourOf[i]!;
      if (colour !== filled) context.fillStyle = colours[(filled = colour)] ?? ink.second;
      context.fillRect(screen[3 * i]! - width / 2, screen[3 * i + 1]! - width / 2, width, width);
    }
  };
  // So small a disc is a square of the same pixels, at a third of the cost.
  const paint = look.moving || radius * frame.density < SQUARE_BELOW ? squares : discs;
  const there = new Set(strength);
  for (const far of [true, false])
    for (const wanted of IN_ORDER) {
      if (!there.has(wanted)) continue;
      context.globalAlpha = ALPHA[wanted] * (far ? FAR : 1);
      if (wanted === STRENGTH.selected && !look.moving) discs(far, wanted);
      else paint(far, wanted);
    }
  for (const wanted of IN_ORDER) {
    if (wanted < STRENGTH.dimmed || !there.has(wanted)) continue;
    context.globalAlpha = wanted === STRENGTH.dimmed ? 0.4 : 1;
    for (let i = 0; i < n; i++) {
      if (room[i] !== 1 || strength[i] !== wanted) continue;
      const outline = { colour: colours[colourOf[i]!] ?? ink.line, width: wanted === STRENGTH.selected ? 2.5 : 1 };
      paintThumbnail(context, scene, i, screen[3 * i]!, screen[3 * i + 1]!, side, outline, ink);
    }
  }
  context.globalAlpha = 1;
}

/** One image centred at (x, y) on its white ground, with an outline; only the outline where its pixels have not arrived. */
export function paintThumbnail(
  context: CanvasRenderingContext2D,
  scene: ScatterScene,
  index: number,
  x: number,
  y: number,
  side: number,
  outline: { colour: string; width: number },
  ink: Ink,
): void {
  const left = Math.round(x - side / 2);
  const top = Math.round(y - side / 2);
  // Corners too small to be missed by the square image: clipping each image would cost more than drawing it.
  const corner = 2;
  const box = (by: number) => {
    context.beginPath();
    context.roundRect(left - by, top - by, side + 2 * by, side + 2 * by, corner + by);
  };
  // A heavy outline keeps a hair's breadth of ground between itself and the image: ink on white would vanish in the dark theme.
  const gap = outline.width > 1 ? 1 : 0;
  if (gap > 0) {
    box(gap + outline.width);
    context.fillStyle = ink.panel;
    context.fill();
  }
  box(gap + outline.width / 2);
  context.strokeStyle = outline.colour;
  context.lineWidth = outline.width;
  context.stroke();
  box(0);
  context.fillStyle = ink.white;
  context.fill();
  scene.images?.draw(context, scene.rows[index] ?? 0, left, top, side);
}
