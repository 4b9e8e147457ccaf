/** What stands in front of the points on a canvas: centroids, the anchor with its neighbourhood, the hovered point. */
import { paintThumbnail } from './paint';
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
  context.font = `600 ${ink.size}px ${ink.font}`;
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

/** Side of the anchor's thumbnail, and of that of the hovered point. */
const relativeSide = (scale: number): number => Math.round(Math.min(48, Math.max(15, scale * 0.2)));

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
  const side = relativeSide(scale);
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

/** The hovered point, ringed in front of everything, as its image. What is said of it stands beside the disk, not on it. */
export function paintHovered(
  context: CanvasRenderingContext2D,
  scene: ScatterScene,
  screen: Float32Array,
  radius: number,
  scale: number,
  ink: Ink,
): void {
  const index = scene.hovered;
  if (index === undefined || index >= scene.n) return;
  const [x, y] = [screen[3 * index]!, screen[3 * index + 1]!];
  const side = relativeSide(scale);
  if (scene.images) paintThumbnail(context, scene, index, x, y, side, { colour: ink.focus, width: 2 }, ink);
  else {
    context.beginPath();
    context.arc(x, y, radius + 2.5, 0, 2 * Math.PI);
    context.strokeStyle = ink.focus;
    context.lineWidth = 2;
    context.stroke();
  }
}
