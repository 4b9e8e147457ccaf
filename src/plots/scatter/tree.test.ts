import { describe, expect, it } from 'vitest';
import { poincareDistance } from '../../core/geometry/poincare';
import { diskSpace, moveOnDisk } from './spaces/disk';
import type { Pose } from './spaces/space';
import { sphereSpace } from './spaces/sphere';
import { PlacedTree, branchMarks, nodeNames, nodeShown, type ScatterTree, type TreeNode } from './tree';

const node = (name: string, parent: number, level: number, members: number[], leaf = false): TreeNode => ({
  name,
  colour: level === 0 ? '' : '#123456',
  parent,
  level,
  leaf,
  members,
});

const tree: ScatterTree = {
  nodes: [
    node('all', -1, 0, [0, 1, 2, 3]),
    node('group', 0, 1, [0, 1, 2]),
    node('class', 1, 2, [0, 1], true),
    node('alone', 1, 2, [2], true),
    node('other', 0, 1, [3], true),
  ],
  centroids: true,
  hierarchy: true,
};
const lens = { x: 100, y: 100, scale: 90, room: 100 };

describe('the tree over a disk', () => {
  const space = diskSpace({ c: 1, clipRadius: 0 });
  const points = Float32Array.of(0.5, 0.1, 0.3, -0.4, -0.6, 0.2, 0, 0.7);
  const under = { shown: points, points, moving: false };

  it('puts a class of one image on it, and a class of two halfway between them', () => {
    const placed = new PlacedTree();
    placed.layOut(tree, under, space, space.home);
    const at = (i: number) => placed.nodes.subarray(2 * i, 2 * i + 2);
    expect([...at(3)]).toEqual([...points.subarray(4, 6)]);
    const [a, b] = [points.subarray(0, 2), points.subarray(2, 4)];
    const half = poincareDistance(a, b) / 2;
    expect(poincareDistance(at(2), a)).toBeCloseTo(half, 5);
    expect(poincareDistance(at(2), b)).toBeCloseTo(half, 5);
  });

  it('moves with the points under any isometry', () => {
    const pose: Pose = [0.4, -0.3, 0.9];
    const moved = new Float32Array(8);
    for (let i = 0; i < 4; i++) moved.set(moveOnDisk(pose, [points[2 * i]!, points[2 * i + 1]!]), 2 * i);
    const [posed, remade] = [new PlacedTree(), new PlacedTree()];
    posed.layOut(tree, under, space, pose);
    remade.layOut(tree, { shown: moved, points: moved, moving: false }, space, space.home);
    for (let i = 0; i < posed.placed.length; i++) expect(posed.placed[i]).toBeCloseTo(remade.placed[i]!, 5);
  });

  it('finds its places anew when the points are others, and while they move', () => {
    const placed = new PlacedTree();
    const shown = points.slice();
    placed.layOut(tree, { shown, points, moving: true }, space, space.home);
    const before = placed.nodes.slice();
    shown[4] = 0.1;
    placed.layOut(tree, { shown, points, moving: true }, space, space.home);
    expect(placed.nodes[6]).not.toBe(before[6]);
    placed.layOut(tree, under, space, space.home);
    expect(placed.nodes[6]).toBe(points[4]);
  });

  it('joins every node with the one above by arcs, one path for a level and colour', () => {
    const placed = new PlacedTree();
    placed.layOut(tree, under, space, space.home);
    const marks = branchMarks(tree, placed.nodes, space, space.home, lens);
    expect(marks.map(({ key }) => key)).toEqual(['branch 2 #123456', 'branch 1 #123456']);
    expect(marks.map((mark) => (mark.kind === 'path' ? (mark.d.match(/M/g) ?? []).length : 0))).toEqual([2, 2]);
    expect(branchMarks({ ...tree, hierarchy: false }, placed.nodes, space, space.home, lens)).toEqual([]);
  });

  it('names the groups, and marks what is asked for', () => {
    const placed = new PlacedTree();
    placed.layOut(tree, under, space, space.home);
    expect(nodeNames(tree, placed.placed, lens).map((mark) => mark.kind === 'text' && mark.text)).toEqual(['group', 'other']);
    const group = nodeNames(tree, placed.placed, lens)[0]!;
    const keep = group.kind === 'text' ? [{ x: group.x + 5, y: group.y - 5 }] : [];
    expect(nodeNames(tree, placed.placed, lens, keep).map((mark) => mark.kind === 'text' && mark.text)).toEqual(['other']);
    // Where there is room the nodes below the groups are named as well, but no class.
    const deep: ScatterTree = { ...tree, nodes: tree.nodes.map((node, i) => (i === 2 ? { ...node, leaf: false, name: 'below' } : node)) };
    const texts = (room: number) =>
      nodeNames(deep, placed.placed, { ...lens, room, scale: 900 }).map((mark) => mark.kind === 'text' && mark.text);
    expect(texts(120)).toEqual(['group', 'other']);
    expect(texts(380)).toEqual(['group', 'other', 'below']);
    expect(tree.nodes.map((each) => nodeShown({ ...tree, hierarchy: false }, each))).toEqual([false, false, true, true, true]);
    expect(tree.nodes.map((each) => nodeShown({ ...tree, centroids: false }, each))).toEqual([true, true, false, false, false]);
  });
});

it('lies on the sphere, on the far side faintly', () => {
  const space = sphereSpace();
  const points = Float32Array.of(1, 0, 0, 0, 1, 0, -1, 0, 0, -0.6, 0.8, 0);
  const placed = new PlacedTree();
  placed.layOut(tree, { shown: points, points, moving: false }, space, space.home);
  for (let i = 0; i < 5; i++) expect(Math.hypot(...placed.nodes.subarray(3 * i, 3 * i + 3))).toBeCloseTo(1, 6);
  expect(branchMarks(tree, placed.nodes, space, space.home, lens).some(({ name }) => name.includes('arc-far'))).toBe(true);
});
