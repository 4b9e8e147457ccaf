/** A scatter plot as a document of its own: the same marks as vectors, and as a table the data behind it. */
import type { ImagePainter } from '../images';
import { context2d } from '../context';
import type { Table } from '../../core/formats/separated';
import { element, words, type Attributes, type Markup, type Picture } from '../export/markup';
import { roomForThumbnails } from './painting/crowding';
import { arcEnds, arcMarks, attributesOf } from './painting/marks';
import { thumbnailPlaces } from './painting/paintFront';
import { SELECTED, dotRadius, ringed, thumbnailSide } from './painting/paint';
import { STRENGTH, strengths, type Ink, type ScatterScene } from './scene';
import { toScreen, type Lens, type Mark } from './spaces/space';
import { PlacedTree, branchMarks, nodeNames, nodeRadius, nodeShown } from './tree';
import { lensOf, magnification, showsImages, type View } from './spaces/view';

export interface PictureSize {
  width: number;
  height: number;
}

/** Data URL of an image row; undefined where its pixels are not to be had. */
export type ImageUrl = (row: number) => string | undefined;

/** How marks look that a style sheet draws on the page (plots.css): a file has to carry its own. */
function lookOf(name: string, ink: Ink): Attributes {
  const line = (stroke: string, width: number, more: Attributes = {}) => ({ fill: 'none', stroke, 'stroke-width': width, ...more });
  const far = name.includes('-far') ? { 'stroke-dasharray': '2 3', opacity: 0.3 } : {};
  const label = { 'text-anchor': 'middle', 'dominant-baseline': 'central', 'paint-order': 'stroke', 'stroke-width': 3 };
  const [first] = name.split(' ');
  switch (first) {
    case 'ball-boundary':
    case 'ball-clip':
      return line(ink.third, 1);
    case 'ball-reach':
      return { fill: ink.inset };
    case 'ball-ring':
      return line(ink.line, 1, { 'stroke-dasharray': '3 4', ...(name.includes('faint') ? { opacity: 0.4 } : {}) });
    case 'ball-ghost':
      return line(ink.second, name.includes('clip') ? 1.5 : 1, { 'stroke-dasharray': '5 3' });
    case 'sphere-outline':
      return { fill: ink.inset, stroke: ink.line };
    case 'graticule':
      return line(ink.line, 0.75, { opacity: name.includes('-far') ? 0.3 : 0.8 });
    case 'ring-label':
      return { ...label, fill: ink.second, stroke: name.includes('outside') ? ink.panel : ink.inset, 'font-size': 11 };
    case 'node-name':
      return { ...label, fill: ink.ink, stroke: ink.panel, 'font-size': 11, 'font-weight': 600 };
    case 'arc':
      return {
        fill: 'none',
        stroke: name.includes('positive') ? ink.positive : ink.accent,
        'stroke-linecap': 'round',
        opacity: 0.75,
        ...far,
      };
    default:
      return { fill: 'none', ...far };
  }
}

function markElement(mark: Mark, ink: Ink): Markup {
  return element(mark.kind, { ...lookOf(mark.name, ink), ...attributesOf(mark) }, ...(mark.kind === 'text' ? [words(mark.text)] : []));
}

/** Draws image rows and gives them as data URLs. */
export function drawnUrls(images: ImagePainter | undefined, side = 64): ImageUrl {
  if (!images || typeof document === 'undefined') return () => undefined;
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = side;
  const context = context2d(canvas);
  return (row) => {
    context?.clearRect(0, 0, side, side);
    return context && images.draw(context, row, 0, 0, side) ? canvas.toDataURL('image/png') : undefined;
  };
}

interface Placed {
  lens: Lens;
  /** Rows (x, y, depth) on the screen. */
  screen: Float32Array;
  strength: Uint8Array;
}

function placed(scene: ScatterScene, view: View, { width, height }: PictureSize): Placed {
  const lens = lensOf(view, width, height);
  const screen = new Float32Array(3 * scene.n);
  scene.space.layOut(scene.points, scene.n, view.pose, screen);
  for (let i = 0; i < screen.length; i += 3) [screen[i], screen[i + 1]] = toScreen(lens, screen[i]!, screen[i + 1]!);
  return { lens, screen, strength: strengths(scene) };
}

const OPACITY: Record<number, number> = { [STRENGTH.aside]: 0.1, [STRENGTH.dimmed]: 0.28, [STRENGTH.normal]: 0.85, [STRENGTH.selected]: 1 };

function thumbnail(
  at: { x: number; y: number; far: boolean },
  side: number,
  outline: string,
  width: number,
  ink: Ink,
  url?: string,
): Markup {
  const box = { x: at.x - side / 2, y: at.y - side / 2, width: side, height: side };
  return element(
    'g',
    { opacity: at.far ? 0.4 : undefined },
    element('rect', { ...box, rx: 2, fill: ink.white, stroke: outline, 'stroke-width': width }),
    ...(url ? [element('image', { ...box, href: url })] : []),
  );
}

/**
 * The scene in a view as a picture: boundary, rings, points as circles, arcs and branches as paths, centroids as diamonds,
 * thumbnails as images where the plot shows images.
 */
export function scatterSvg(
  scene: ScatterScene,
  view: View,
  size: PictureSize,
  ink: Ink,
  imageUrl: ImageUrl = drawnUrls(scene.images),
): Picture {
  const { width, height } = size;
  const { lens, screen, strength } = placed(scene, view, size);
  const { space, n, colours, colourOf, anchor, tree } = scene;
  const magnified = magnification(view, lens);
  const side = thumbnailSide(magnified);
  const eligible = (i: number) => strength[i]! >= STRENGTH.dimmed;
  const room = roomForThumbnails(screen, n, { width, height, side, dense: showsImages(magnified), eligible });
  const radius = dotRadius(n, lens.scale * view.extent, view.zoom);
  const at = (i: number) => ({ x: screen[3 * i]!, y: screen[3 * i + 1]!, far: screen[3 * i + 2]! < 0 });
  const colour = (i: number) => colours[colourOf[i]!] ?? ink.second;
  const parts: Markup[] = space.backdrop(view.pose, lens).map((mark) => markElement(mark, ink));

  const order = Array.from({ length: n }, (_, i) => i)
    .filter((i) => strength[i] !== STRENGTH.hidden)
    .sort((a, b) => Number(at(b).far) - Number(at(a).far) || strength[a]! - strength[b]! || a - b);
  for (const i of order) {
    if (room[i] === 1) continue;
    const { x, y, far } = at(i);
    const chosen = strength[i] === STRENGTH.selected && ringed(scene);
    const ring = chosen ? { stroke: ink.ink, 'stroke-width': 1 } : {};
    parts.push(
      element('circle', {
        cx: x,
        cy: y,
        r: radius * (far ? 0.8 : 1) * (chosen ? SELECTED : 1),
        fill: colour(i),
        opacity: OPACITY[strength[i]!]! * (far ? 0.24 : 1),
        ...ring,
      }),
    );
  }
  for (const i of order)
    if (room[i] === 1)
      parts.push(thumbnail(at(i), side, colour(i), strength[i] === STRENGTH.selected ? 2.5 : 1, ink, imageUrl(scene.rows[i] ?? 0)));

  const under = new PlacedTree();
  if (tree) {
    under.layOut(tree, { shown: scene.points, points: scene.points, moving: false }, space, view.pose);
    for (const mark of branchMarks(tree, under.nodes, space, view.pose, lens)) parts.push(markElement(mark, ink));
  }
  const d = space.dimensions;
  const point = (i: number) => scene.points.subarray(i * d, (i + 1) * d);
  if (anchor !== undefined)
    for (const mark of arcMarks(arcEnds(scene.positives, scene.negatives), (i) => space.arc(point(anchor), point(i), view.pose, lens)))
      parts.push(markElement(mark, ink));
  tree?.nodes.forEach((node, i) => {
    if (!nodeShown(tree, node)) return;
    const [x, y] = toScreen(lens, under.placed[3 * i]!, under.placed[3 * i + 1]!);
    const r = nodeRadius(tree, node);
    parts.push(
      element('path', {
        d: `M${x},${y - r}L${x + r},${y}L${x},${y + r}L${x - r},${y}Z`,
        fill: node.level === 0 ? ink.ink : node.colour,
        stroke: ink.panel,
      }),
    );
  });
  if (tree) for (const mark of nodeNames(tree, under.placed, lens, thumbnailPlaces(scene, screen))) parts.push(markElement(mark, ink));
  for (const { index } of scene.negatives) {
    const { x, y } = at(index);
    parts.push(element('circle', { cx: x, cy: y, r: radius + 1.6, fill: 'none', stroke: ink.accent, 'stroke-width': 1.4 }));
  }
  const relative = Math.min(48, Math.max(15, lens.scale * view.extent * 0.2));
  for (const i of scene.positives) parts.push(thumbnail(at(i), relative * 0.72, ink.positive, 1.75, ink, imageUrl(scene.rows[i] ?? 0)));
  if (anchor !== undefined) parts.push(thumbnail(at(anchor), relative, ink.ink, 2, ink, imageUrl(scene.rows[anchor] ?? 0)));

  return {
    width,
    height,
    attributes: { viewBox: `0 0 ${width} ${height}`, 'font-family': ink.font },
    content: [element('rect', { width, height, fill: ink.panel }), ...parts],
  };
}

/** A row for each point: what it is, where it stands in the space, what it is to the anchor, and whether it is shown. */
export function scatterTable(scene: ScatterScene): Table {
  const { n, points, space, selected, anchor } = scene;
  const d = space.dimensions;
  const negatives = new Set(scene.negatives.map(({ index }) => index));
  const positives = new Set(scene.positives);
  const shown = strengths(scene);
  const role = (i: number) => (i === anchor ? 'anchor' : positives.has(i) ? 'positive' : negatives.has(i) ? 'hard negative' : '');
  return {
    columns: ['index', 'image', 'class', ...['x', 'y', 'z'].slice(0, d), 'role', 'selected', 'shown'],
    rows: Array.from({ length: n }, (_, i) => [
      i,
      scene.rows[i],
      scene.describe(i)[0],
      ...points.subarray(i * d, (i + 1) * d),
      role(i),
      selected?.has(i) ? 1 : 0,
      shown[i]! >= STRENGTH.dimmed ? 1 : 0,
    ]),
  };
}
