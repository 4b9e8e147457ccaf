/** What stands in front of the points on a canvas: centroids, the anchor with its neighbourhood, the hovered point with its card. */
import { paintThumbnail, type Frame } from './paint';
import type { Ink, ScatterScene } from '../scene';
import { toScreen, type Lens, type Mark } from '../spaces/space';
import { nodeRadius, nodeShown, type ScatterTree } from '../tree';

/** Centroids as diamonds, the groups' larger than the classes'. `placed`: rows (x, y, depth) of the plane. */
export function paintNodes(context: CanvasRenderingContext2D, tree: ScatterTree, placed: Float32Array, lens: Lens, ink: Ink): void {
  context.lineWidth = 1;
  context.strokeStyle = ink.panel;
  // The root comes last: it is above them all.
  for (let i = tree.nodes.length - 1; i >= 0; i--) {
    const node = tree.nodes[i]!;
    if (!nodeShown(tree, node)) continue;
    const [x, y] = toScreen(lens, placed[3 * i]!, placed[3 * i + 1]!);
    const r = nodeRadius(tree, node);
    context.globalAlpha = placed[3 * i + 2]! < 0 ? 0.25 : 1;
    context.fillStyle = node.level === 0 ? ink.ink : node.colour;
    context.beginPath();
    context.moveTo(x, y - r);
    context.lineTo(x + r, y);
    context.lineTo(x, y + r);
    context.lineTo(x - r, y);
    context.closePath();
    context.fill();
    context.stroke();
  }
  context.globalAlpha = 1;
}

/** Where the anchor and its positives stand. */
export const thumbnailPlaces = ({ anchor, positives }: ScatterScene, screen: Float32Array): { x: number; y: number }[] =>
  [...(anchor === undefined ? [] : [anchor]), ...positives].map((index) => ({ x: screen[3 * index]!, y: screen[3 * index + 1]! }));

/** Names of nodes, legible over whatever lies under them. */
export function paintNames(context: CanvasRenderingContext2D, names: readonly Mark[], ink: Ink): void {
  context.font = `600 11px ${ink.font}`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.lineJoin = 'round';
  context.lineWidth = 3;
  context.strokeStyle = ink.panel;
  context.fillStyle = ink.ink;
  for (const mark of names) {
    if (mark.kind !== 'text') continue;
    context.strokeText(mark.text, mark.x, mark.y);
    context.fillText(mark.text, mark.x, mark.y);
  }
}

/** The anchor's neighbourhood: negatives ringed, positives and the anchor as thumbnails. */
export function paintSelection(
  context: CanvasRenderingContext2D,
  scene: ScatterScene,
  screen: Float32Array,
  radius: number,
  scale: number,
  ink: Ink,
): void {
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

/** The hovered point, ringed, with its image and what is said of it: in front of everything. */
export function paintHovered(
  context: CanvasRenderingContext2D,
  frame: Frame,
  scene: ScatterScene,
  screen: Float32Array,
  radius: number,
  ink: Ink,
): void {
  const index = scene.hovered;
  if (index === undefined || index >= scene.n) return;
  const at = { x: screen[3 * index]!, y: screen[3 * index + 1]! };
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
  // In the upper left corner stand the tools of whoever shows the plot.
  places.push({ x: 12, y: 24 });
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
