/** Points, thumbnails and labels on a canvas whose unit is the CSS pixel. */
import { context2d } from '../context';
import type { Ink, ScatterScene } from './scene';

export interface Frame {
  width: number;
  height: number;
  /** Device pixels of a CSS pixel. */
  density: number;
}

const sprites = new Map<string, HTMLCanvasElement>();

/** A disc, drawn once and copied from then on: far cheaper than a path for each of 10,000 points. */
function disc(colour: string, radius: number, density: number): HTMLCanvasElement {
  const key = `${colour} ${radius.toFixed(2)} ${density}`;
  let sprite = sprites.get(key);
  if (!sprite) {
    if (sprites.size > 400) sprites.clear();
    sprite = document.createElement('canvas');
    sprite.width = sprite.height = Math.ceil((2 * radius + 2) * density);
    const context = context2d(sprite);
    if (context) {
      context.fillStyle = colour;
      context.beginPath();
      context.arc(sprite.width / 2, sprite.height / 2, radius * density, 0, 2 * Math.PI);
      context.fill();
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

const FAR = 0.2;
const NEAR = 0.85;
const ASIDE = 0.1;

/** How the points are to be shown. */
export interface PointsLook {
  /** Rows (x, y, depth) on the screen. */
  screen: Float32Array;
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
  if (!order) orders.set(colourOf, (order = Int32Array.from(colourOf.keys()).sort((a, b) => colourOf[a]! - colourOf[b]! || a - b)));
  return order;
}

type Layer = (far: boolean, aside: boolean) => void;

/** All points: dots, or thumbnails where there is room; what lies behind or aside is faint. */
export function paintPoints(context: CanvasRenderingContext2D, frame: Frame, scene: ScatterScene, look: PointsLook, ink: Ink): void {
  const { n, colourOf, colours, isolated } = scene;
  const { screen, room, side, radius } = look;
  context.clearRect(0, 0, frame.width, frame.height);
  const half = radius + 1;
  const shown = (i: number, far: boolean, aside: boolean) => {
    if (screen[3 * i + 2]! < 0 !== far || (isolated !== undefined && colourOf[i] !== isolated) !== aside || (room[i] === 1 && !aside))
      return false;
    const x = screen[3 * i]!;
    const y = screen[3 * i + 1]!;
    return x > -half && y > -half && x < frame.width + half && y < frame.height + half;
  };
  const discs: Layer = (far, aside) => {
    const marks = colours.map((colour) => disc(colour, far ? radius * 0.8 : radius, frame.density));
    for (let i = 0; i < n; i++) {
      const mark = shown(i, far, aside) ? marks[colourOf[i]!] : undefined;
      if (!mark) continue;
      const width = mark.width / frame.density;
      context.drawImage(mark, screen[3 * i]! - width / 2, screen[3 * i + 1]! - width / 2, width, width);
    }
  };
  const squares: Layer = (far, aside) => {
    const width = radius * 1.8;
    let filled = -1;
    for (const i of colourOrder(colourOf)) {
      if (i >= n || !shown(i, far, aside)) continue;
      const colour = colourOf[i]!;
      if (colour !== filled) context.fillStyle = colours[(filled = colour)] ?? ink.second;
      context.fillRect(screen[3 * i]! - width / 2, screen[3 * i + 1]! - width / 2, width, width);
    }
  };
  const paint = look.moving ? squares : discs;
  // From the back to the front.
  for (const far of [true, false])
    for (const aside of isolated === undefined ? [false] : [true, false]) {
      context.globalAlpha = aside ? ASIDE : far ? FAR : NEAR;
      paint(far, aside);
    }
  context.globalAlpha = 1;
  for (let i = 0; i < n; i++) {
    if (room[i] !== 1 || (isolated !== undefined && colourOf[i] !== isolated)) continue;
    const outline = { colour: colours[colourOf[i]!] ?? ink.line, width: 1 };
    paintThumbnail(context, scene, i, screen[3 * i]!, screen[3 * i + 1]!, side, outline, ink);
  }
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

/** The marks of the selection: negatives ringed, positives and the anchor as thumbnails, the hovered point in front with its name. */
export function paintSelection(
  context: CanvasRenderingContext2D,
  frame: Frame,
  scene: ScatterScene,
  screen: Float32Array,
  radius: number,
  scale: number,
  ink: Ink,
): void {
  context.clearRect(0, 0, frame.width, frame.height);
  const at = (index: number) => ({ x: screen[3 * index] ?? 0, y: screen[3 * index + 1] ?? 0, far: (screen[3 * index + 2] ?? 0) < 0 });
  for (const { index } of scene.negatives) {
    const { x, y, far } = at(index);
    context.globalAlpha = far ? 0.3 : 1;
    context.beginPath();
    context.arc(x, y, radius + 1.6, 0, 2 * Math.PI);
    context.strokeStyle = ink.accent;
    context.lineWidth = 1.4;
    context.stroke();
  }
  const side = Math.round(Math.min(48, Math.max(15, scale * 0.2)));
  for (const index of scene.positives) {
    const { x, y, far } = at(index);
    context.globalAlpha = far ? 0.35 : 1;
    paintThumbnail(context, scene, index, x, y, Math.round(side * 0.72), { colour: ink.positive, width: 1.75 }, ink);
  }
  if (scene.anchor !== undefined) {
    const { x, y, far } = at(scene.anchor);
    context.globalAlpha = far ? 0.45 : 1;
    paintThumbnail(context, scene, scene.anchor, x, y, side, { colour: ink.ink, width: 2 }, ink);
  }
  context.globalAlpha = 1;
  if (scene.hovered !== undefined && scene.hovered < scene.n)
    paintHovered(context, frame, scene, scene.hovered, at(scene.hovered), screen, radius, ink);
}

const LINE_HEIGHT = 15;

interface Place {
  x: number;
  y: number;
}

/** Where a card of width × height stands beside a point: inside the frame, where it hides the fewest of what has to stay in sight. */
export function besidePoint(
  at: Place,
  width: number,
  height: number,
  frame: { width: number; height: number },
  keep: readonly Place[] = [],
): [number, number] {
  const inside = (x: number, y: number): [number, number] => [
    Math.round(Math.max(2, Math.min(frame.width - width - 2, x))),
    Math.round(Math.max(2, Math.min(frame.height - height - 2, y))),
  ];
  const level = at.y - height / 2;
  const beside = [inside(at.x + 9, level), inside(at.x - width - 9, level)];
  // The side with more room comes first: among equals the first is taken.
  if (at.x > frame.width / 2) beside.reverse();
  const places = [...beside, inside(at.x - width / 2, at.y + 9), inside(at.x - width / 2, at.y - height - 9)];
  const hides = ([left, top]: [number, number], point: Place, margin: number) =>
    point.x > left - margin && point.x < left + width + margin && point.y > top - margin && point.y < top + height + margin;
  const cost = (place: [number, number]) => (hides(place, at, 0) ? 100 : 0) + keep.filter((point) => hides(place, point, 8)).length;
  return places.reduce((best, place) => (cost(place) < cost(best) ? place : best));
}

function paintHovered(
  context: CanvasRenderingContext2D,
  frame: Frame,
  scene: ScatterScene,
  index: number,
  at: { x: number; y: number; far: boolean },
  screen: Float32Array,
  radius: number,
  ink: Ink,
): void {
  const side = 48;
  context.beginPath();
  context.arc(at.x, at.y, radius + 2.5, 0, 2 * Math.PI);
  context.strokeStyle = ink.focus;
  context.lineWidth = 2;
  context.stroke();

  const lines = scene.describe(index);
  const font = (i: number) => `${i === 0 ? 500 : 400} 11px ${ink.font}`;
  const widths = lines.map((line, i) => {
    context.font = font(i);
    return context.measureText(line).width;
  });
  const width = Math.max(side, ...widths) + 12;
  const height = side + 12 + lines.length * LINE_HEIGHT;
  const keep = [
    ...(scene.anchor === undefined ? [] : [scene.anchor]),
    ...scene.positives,
    ...scene.negatives.map((negative) => negative.index),
  ];
  const places = keep.filter((other) => other !== index).map((other) => ({ x: screen[3 * other]!, y: screen[3 * other + 1]! }));
  // In the upper right corner stands the legend of whoever shows the plot.
  places.push({ x: frame.width - 16, y: 20 });
  const [left, top] = besidePoint(at, width, height, frame, places);
  context.beginPath();
  context.roundRect(left, top, width, height, 6);
  context.fillStyle = ink.panel;
  context.fill();
  context.strokeStyle = ink.line;
  context.lineWidth = 1;
  context.stroke();
  paintThumbnail(context, scene, index, left + width / 2, top + 6 + side / 2, side, { colour: ink.line, width: 1 }, ink);
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  lines.forEach((line, i) => {
    context.font = font(i);
    context.fillStyle = i === 0 ? ink.ink : ink.second;
    context.fillText(line, left + width / 2, top + side + 10 + (i + 0.5) * LINE_HEIGHT, width - 8);
  });
}
