/**
 * The hierarchy of the classes over the points: each class at the midpoint of its points, each group at that of all points below it,
 * the root in the midst of all, joined by the shortest ways of the space.
 */
import type { Lens, Mark, Pose, Space } from './spaces/space';
import { toScreen } from './spaces/space';

export interface TreeNode {
  name: string;
  colour: string;
  /** Place in `nodes`; −1 for the root. A node stands behind the one above it. */
  parent: number;
  /** 0 = the root. */
  level: number;
  /** A class, which nothing is below. */
  leaf: boolean;
  /** Points below it. */
  members: ArrayLike<number>;
}

export interface ScatterTree {
  nodes: readonly TreeNode[];
  /** Classes are marked. */
  centroids: boolean;
  /** What is above them is marked, and all is joined. */
  hierarchy: boolean;
}

/** Where the nodes are: found anew when the tree or the points are others. */
export class PlacedTree {
  /** Rows of coordinates in the space, as those of the points. */
  nodes = new Float32Array(0);
  /** Rows (x, y, depth) of the plane. */
  placed = new Float32Array(0);
  private tree?: ScatterTree;
  private points?: Float32Array;

  /** @param shown where the points are now, on their way to `points` or there */
  layOut(
    tree: ScatterTree,
    { shown, points, moving }: { shown: Float32Array; points: Float32Array; moving: boolean },
    space: Space,
    pose: Pose,
  ) {
    const { length } = tree.nodes;
    const d = space.dimensions;
    if (this.nodes.length !== length * d) {
      this.nodes = new Float32Array(length * d);
      this.placed = new Float32Array(length * 3);
    }
    if (this.tree !== tree || this.points !== points) {
      tree.nodes.forEach(({ members }, i) => this.nodes.set(space.midpoint(shown, members), i * d));
      this.tree = tree;
      // While they move, the next frame finds others.
      this.points = moving ? undefined : points;
    }
    space.layOut(this.nodes, length, pose, this.placed);
  }
}

/** Stroke widths of the ways up from a level: the nearer to the root, the wider. */
const widthAt = (level: number) => [2.4, 2.4, 1.4, 0.8][level] ?? 0.6;

/** Ways from every node to the one above: one path for each level and colour, however many nodes there are. */
export function branchMarks(tree: ScatterTree, coordinates: Float32Array, space: Space, pose: Pose, lens: Lens): Mark[] {
  if (!tree.hierarchy) return [];
  const d = space.dimensions;
  const paths = new Map<string, { front: string; back: string; level: number; colour: string }>();
  tree.nodes.forEach(({ parent, level, colour }, i) => {
    if (parent < 0) return;
    const key = `branch ${level} ${colour}`;
    let path = paths.get(key);
    if (!path) paths.set(key, (path = { front: '', back: '', level, colour }));
    const arc = space.arc(coordinates.subarray(i * d, (i + 1) * d), coordinates.subarray(parent * d, (parent + 1) * d), pose, lens);
    path.front += arc.front;
    path.back += arc.back;
  });
  // The finest first: what is nearer to the root lies over it.
  return [...paths]
    .sort(([, a], [, b]) => b.level - a.level)
    .flatMap(([key, { front, back, level, colour }]): Mark[] => [
      ...(back ? [{ kind: 'path', key: `${key} far`, name: 'branch arc-far', d: back, width: widthAt(level), colour } as const] : []),
      ...(front ? [{ kind: 'path', key, name: 'branch', d: front, width: widthAt(level), colour } as const] : []),
    ]);
}

/** Nodes from which on the classes' marks are small. */
const MANY = 100;

/** Radius of a node's mark, pixels. */
export function nodeRadius({ nodes }: ScatterTree, { leaf, level }: TreeNode): number {
  if (leaf) return nodes.length > MANY ? 2.4 : 3.4;
  return level === 0 ? 6 : level === 1 ? 5.5 : nodes.length > MANY ? 3.4 : 4.2;
}

/** Nodes that are marked. */
export const nodeShown = ({ centroids, hierarchy }: ScatterTree, { leaf }: TreeNode): boolean => (leaf ? centroids : hierarchy);

/** Names beside the nodes below the root, as long as they are few. */
const MOST_NAMES = 12;
/** Room from the middle of the plot to its edge, pixels, from which on the nodes below those are named as well, where names leave room. */
const ROOMY = 260;
const MOST_NAMES_BELOW = 120;
/** Pixels of a letter, about. */
const LETTER = 6.2;

/** @param keep places (thumbnails of the anchor and its positives) that no name may cover */
export function nodeNames(tree: ScatterTree, placed: Float32Array, lens: Lens, keep: readonly { x: number; y: number }[] = []): Mark[] {
  if (!tree.hierarchy) return [];
  const at = (level: number, most: number): number[] => {
    const found = tree.nodes.flatMap((node, i) => (node.level === level && (level === 1 || !node.leaf) ? [i] : []));
    return found.length > most ? [] : found;
  };
  const named = [...at(1, MOST_NAMES), ...(lens.room >= ROOMY ? at(2, MOST_NAMES_BELOW) : [])];
  const taken: { x: number; y: number; half: number }[] = [];
  return named.flatMap((i): Mark[] => {
    const node = tree.nodes[i]!;
    if (placed[3 * i + 2]! < 0) return [];
    const [x, y] = toScreen(lens, placed[3 * i]!, placed[3 * i + 1]!);
    const place = { x, y: y - nodeRadius(tree, node) - 7, half: Math.max(28, (node.name.length * LETTER) / 2) };
    const near = (other: { x: number; y: number }, dx: number, dy: number) =>
      Math.abs(other.x - place.x) < dx && Math.abs(other.y - place.y) < dy;
    if (taken.some((other) => near(other, other.half + place.half, 12)) || keep.some((other) => near(other, 36, 16))) return [];
    taken.push(place);
    return [{ kind: 'text', key: `node ${i}`, name: 'node-name', x: place.x, y: place.y, text: node.name }];
  });
}
