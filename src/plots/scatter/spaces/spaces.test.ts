import { describe, expect, it } from 'vitest';
import { mobiusAdd, poincareDistance } from '../../../core/geometry/poincare';
import { diskSpace, restExtent, geodesicPath, moveOnDisk, ringDistances } from './disk';
import { greatCircle, rotate, rotationAbout, sphereSpace } from './sphere';
import { toPlane, toScreen, type Pose } from './space';
import { homeView, lensOf, magnification, showsImages, zoomedAt } from './view';

const lens = { x: 100, y: 100, scale: 90, room: 100 };
const close = (actual: ArrayLike<number>, wanted: ArrayLike<number>, digits = 9) =>
  Array.from(wanted).forEach((value, i) => expect(actual[i]).toBeCloseTo(value, digits));

describe('the lens', () => {
  it('has dashed ghosts of what is supposed of the ball: its clip ring, and the radii where c would move them', () => {
    const lens = { x: 100, y: 100, scale: 100, room: 100 };
    const marks = (ghost?: { c: number; clipRadius: number }) =>
      diskSpace({ c: 0.1, clipRadius: 2.3, extent: 1, ghost })
        .backdrop([0, 0, 0], lens)
        .filter(({ key }) => key.startsWith('ghost'));
    expect(marks()).toEqual([]);
    const radii = (ghost: { c: number; clipRadius: number }) =>
      marks(ghost).flatMap((mark) => (mark.kind === 'circle' ? [[mark.name, mark.r] as const] : []));
    expect(radii({ c: 0.1, clipRadius: 1 })).toEqual([['ball-ghost ball-ghost-clip', expect.closeTo(100 * Math.tanh(Math.sqrt(0.1)), 6)]]);
    const moved = radii({ c: 0.4, clipRadius: 2.3 });
    expect(moved.at(-1)).toEqual(['ball-ghost ball-ghost-clip', expect.closeTo(100 * Math.tanh(Math.sqrt(0.4) * 2.3), 6)]);
    expect(moved[0]).toEqual(['ball-ghost', expect.closeTo(100 * Math.tanh(Math.sqrt(0.4) / 2), 6)]);
    expect(moved.length).toBeGreaterThan(3);
    // Without clipping there is no ring to suppose.
    expect(radii({ c: 0.1, clipRadius: 0 })).toEqual([]);
    expect(marks({ c: 0.1, clipRadius: 1 }).find(({ kind }) => kind === 'text')).toMatchObject({ text: 'what if: clip 1' });
  });

  it('goes to the screen and back, with y upwards', () => {
    expect(toScreen(lens, 0, 1)).toEqual([100, 10]);
    expect(toPlane(lens, ...toScreen(lens, 0.3, -0.2))).toEqual([expect.closeTo(0.3), expect.closeTo(-0.2)]);
  });
});

describe('the Poincaré disk', () => {
  const space = diskSpace({ c: 0.1, clipRadius: 2.3 });
  const a: [number, number] = [0.4, -0.3];
  const b: [number, number] = [-0.2, 0.6];

  it('moves by isometries', () => {
    const pose: Pose = [0.5, 0.2, 0.7];
    expect(poincareDistance(moveOnDisk(pose, a), moveOnDisk(pose, b))).toBeCloseTo(poincareDistance(a, b), 10);
    close(moveOnDisk([0.5, 0.2, 0], a), mobiusAdd([-0.5, -0.2], a));
  });

  it('places all points as it moves each', () => {
    const points = Float32Array.of(0.4, -0.3, -0.2, 0.6, 0, 0);
    const pose: Pose = [0.5, 0.2, 0.7];
    const placed = new Float32Array(9);
    space.layOut(points, 3, pose, placed);
    for (let i = 0; i < 3; i++) close(placed.subarray(3 * i, 3 * i + 2), moveOnDisk(pose, [points[2 * i]!, points[2 * i + 1]!]), 6);
  });

  it('drags the point under the pointer along, from any pose, and still by an isometry', () => {
    let pose: Pose = space.home;
    for (const [from, to] of [
      [a, b],
      [
        [0.1, 0.1],
        [-0.5, 0.3],
      ],
      [
        [-0.6, 0],
        [0, 0.6],
      ],
    ] as const) {
      // Which point of the space is under the pointer: found through the inverse pose.
      const [a1 = 0, a2 = 0, turn = 0] = pose;
      const unturned: [number, number] = [
        from[0] * Math.cos(turn) + from[1] * Math.sin(turn),
        from[1] * Math.cos(turn) - from[0] * Math.sin(turn),
      ];
      const under = mobiusAdd([a1, a2], unturned);
      const moved = space.drag(pose, from, to);
      close(moveOnDisk(moved, [under[0]!, under[1]!]), to);
      // No other turn creeps in: all other points follow the same translation of the plane.
      const other = moveOnDisk(pose, b);
      const expected = moveOnDisk(space.drag(space.home, from, to), other);
      close(moveOnDisk(moved, b), expected);
      pose = moved;
    }
  });

  it('puts a chosen point in the middle, and comes home along isometries', () => {
    const there = space.centred(space.home, a);
    close(moveOnDisk(there, a), [0, 0]);
    const half = space.between(space.home, there, 0.5);
    const middle = moveOnDisk(half, a);
    expect(poincareDistance(middle, [0, 0])).toBeCloseTo(poincareDistance(a, [0, 0]) / 2, 9);
    expect(space.between(there, space.home, 1)).toEqual(space.home);
  });

  it('draws rings where the hyperbolic radius says, also after a move', () => {
    const rings = space.backdrop(space.home, lens).filter((mark) => mark.kind === 'circle');
    expect(rings.map(({ name }) => name)).toEqual([
      'ball-reach',
      'ball-boundary',
      'ball-clip',
      'ball-ring',
      'ball-ring',
      'ball-ring',
      'ball-ring',
    ]);
    expect(rings[1]!.r).toBeCloseTo(90, 9);
    expect(rings[2]!.r / 90).toBeCloseTo(Math.tanh(Math.sqrt(0.1) * 2.3), 9);
    expect(rings[3]!.r / 90).toBeCloseTo(Math.tanh(Math.sqrt(0.1) / 2), 9);

    const pose: Pose = [0.3, 0.2, 1];
    const ring = space.backdrop(pose, lens).find(({ key }) => key === 'ring 2');
    if (ring?.kind !== 'circle') throw new Error('no ring');
    for (const angle of [0, 1, 2, 4]) {
      const radius = Math.tanh(Math.sqrt(0.1));
      const [x, y] = toScreen(lens, ...moveOnDisk(pose, [radius * Math.cos(angle), radius * Math.sin(angle)]));
      expect(Math.hypot(x - ring.x, y - ring.y)).toBeCloseTo(ring.r, 6);
    }
  });

  it('chooses few and round ring distances', () => {
    expect(ringDistances(0.62, 0.1)).toEqual([1, 2, 3, 4]);
    expect(ringDistances(1, 1)).toEqual([1, 2, 3, 4]);
    expect(ringDistances(1, 0.001).length).toBeLessThanOrEqual(6);
  });

  it('writes geodesics as true circle arcs, bulging towards the middle', () => {
    const path = geodesicPath([0.8, 0], [0, 0.8], lens);
    const [, x0, y0, r, sweep, x1, y1] = /^M([\d.-]+),([\d.-]+)A([\d.]+),[\d.]+ 0 0 ([01]) ([\d.-]+),([\d.-]+)$/
      .exec(path)!
      .map(Number) as number[];
    expect([x0, y0, x1, y1]).toEqual([172, 100, 100, 28]);
    // Centre of the circle orthogonal to the boundary through both: (m, m) with 2·0.8·m = 0.64 + 1.
    expect(r! / 90).toBeCloseTo(Math.hypot(1.025 - 0.8, 1.025), 2);
    // From the right to the top with the middle on its left hand, as the screen sees it: clockwise, sweep 1.
    expect(sweep).toBe(1);
    expect(geodesicPath([0, 0.8], [0.8, 0], lens)).toMatch(/ 0 0 0 /);
    expect(geodesicPath([-0.5, 0], [0.5, 0], lens)).toMatch(/^M55.0,100.0L145.0,100.0$/);
  });

  it('shows the outermost ring at rest, whatever the points do', () => {
    expect(restExtent(2.3, 0.1)).toBeCloseTo(Math.tanh(Math.sqrt(0.1) * 2.3));
    expect(diskSpace({ c: 0.1, clipRadius: 2.3 }).extent).toBe(restExtent(2.3, 0.1));
    // Without a clip, or with its ring close to the boundary: the whole ball.
    expect(restExtent(0, 0.1)).toBe(1);
    expect(restExtent(2.3, 1)).toBe(1);
  });

  const textsOf = (options: Parameters<typeof diskSpace>[0]) =>
    diskSpace(options)
      .backdrop([0, 0, 0], lens)
      .flatMap((mark) => (mark.kind === 'text' ? [mark.text] : []));

  it('measures no radius where the picture keeps none, and has no clip ring that a point could lie beyond', () => {
    const outermost = 0.642;
    const laidOut = diskSpace({ c: 0.1, clipRadius: 2.3, reach: outermost });
    const marks = laidOut.backdrop(laidOut.home, lens);
    expect(marks.filter(({ name }) => name.includes('clip'))).toEqual([]);
    expect(marks.filter(({ name }) => name.startsWith('ball-ring')).every(({ name }) => name.includes('faint'))).toBe(true);
    const texts = laidOut.backdrop(laidOut.home, { ...lens, room: 200 }).flatMap((mark) => (mark.kind === 'text' ? [mark.text] : []));
    expect(texts).toEqual(['boundary', 'not radius']);
    const rim = marks.find(({ key }) => key === 'reach');
    expect(rim?.kind === 'circle' && rim.r / lens.scale, 'the disk that is drawn holds every point').toBeGreaterThanOrEqual(outermost);
    expect(laidOut.extent).toBeCloseTo(0.65, 9);
    expect(restExtent(2.3, 0.1, 0.5), 'a layout within the ring moves nothing').toBe(restExtent(2.3, 0.1));
  });

  it('tells boundary and clip ring apart by words', () => {
    expect(textsOf({ c: 0.1, clipRadius: 2.3, extent: 1 })).toEqual(expect.arrayContaining(['boundary', 'clip 2.3']));
    expect(textsOf({ c: 1, clipRadius: 2.3 }), 'where they lie together').toContain('boundary, clip 2.3');
    expect(textsOf({ c: 0.1, clipRadius: 0 })).toContain('boundary');
  });

  it('writes those words at the bottom, within their circles: a title of any length stands above', () => {
    const marks = diskSpace({ c: 0.1, clipRadius: 2.3, extent: 1, ghost: { c: 0.1, clipRadius: 2.2 } }).backdrop([0, 0, 0], lens);
    const texts = marks.flatMap((mark) => (mark.kind === 'text' && /[a-z]/u.test(mark.text) ? [mark] : []));
    const middle = toScreen(lens, 0, 0)[1];
    for (const { y } of texts) expect(y).toBeGreaterThan(middle);
    expect(Math.max(...texts.map(({ y }) => y))).toBeLessThan(middle + lens.scale);
    // What is supposed goes before what is, where there is room for one.
    expect(texts.map(({ text }) => text)).toEqual(['what if: clip 2.2', 'boundary']);
  });
});

describe('poses leave distances as they are, to 1e-5 of the longest', () => {
  let seed = 11;
  const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
  const n = 60;

  it('on the disk, however it has been dragged and centred', () => {
    const space = diskSpace({ c: 0.1, clipRadius: 2.3 });
    const points = Float32Array.from({ length: 2 * n }, () => (random() - 0.5) * 1.25);
    let pose = space.home;
    for (let i = 0; i < 8; i++) pose = space.drag(pose, [random() - 0.5, random() - 0.5], [random() - 0.5, random() - 0.5]);
    for (const moved of [pose, space.centred(pose, points.subarray(8, 10)), space.between(pose, space.home, 0.4)]) {
      const placed = new Float32Array(3 * n);
      space.layOut(points, n, moved, placed);
      for (let i = 1; i < n; i++) {
        const before = poincareDistance(points.subarray(2 * i, 2 * i + 2), points.subarray(0, 2));
        const after = poincareDistance(placed.subarray(3 * i, 3 * i + 2), placed.subarray(0, 2));
        expect(Math.abs(after - before)).toBeLessThan(1e-5 * 6);
      }
    }
  });

  it('on the sphere', () => {
    const space = sphereSpace();
    const points = Float32Array.from({ length: 3 * n }, () => random() - 0.5);
    for (let i = 0; i < 3 * n; i += 3) {
      const length = Math.hypot(points[i]!, points[i + 1]!, points[i + 2]!);
      for (let j = i; j < i + 3; j++) points[j]! /= length;
    }
    let pose = space.home;
    for (let i = 0; i < 8; i++) pose = space.drag(pose, [random() - 0.5, random() - 0.5], [random() - 0.5, random() - 0.5]);
    const placed = new Float32Array(3 * n);
    space.layOut(points, n, space.centred(pose, points.subarray(9, 12)), placed);
    const chord = (all: Float32Array, i: number) => Math.hypot(all[3 * i]! - all[0]!, all[3 * i + 1]! - all[1]!, all[3 * i + 2]! - all[2]!);
    for (let i = 1; i < n; i++) expect(Math.abs(chord(placed, i) - chord(points, i))).toBeLessThan(1e-5);
  });
});

describe('the sphere', () => {
  const space = sphereSpace();
  const still: Pose = [1, 0, 0, 0, 1, 0, 0, 0, 1];

  it('turns what is under the pointer along', () => {
    const pose = rotationAbout([0, 1, 0], 0.8);
    const at = [0.2, 0.3, Math.sqrt(1 - 0.13)] as const;
    const before: [number, number, number] = [...rotate(still, at)];
    const original = rotate(
      [0, 3, 6, 1, 4, 7, 2, 5, 8].map((i) => pose[i]!),
      before,
    );
    const moved = space.drag(pose, [0.2, 0.3], [-0.4, 0.1]);
    close(rotate(moved, original), [-0.4, 0.1, Math.sqrt(1 - 0.17)]);
  });

  it('brings any point to the front, the one straight behind too', () => {
    for (const at of [
      [0, 0, -1],
      [0.6, 0, -0.8],
      [0, 1, 0],
    ])
      close(rotate(space.centred(space.home, at), at as [number, number, number]), [0, 0, 1]);
  });

  it('rests with the first axis towards the reader', () => close(rotate(space.home, [1, 0, 0]), [0, 0, 1]));

  it('turns halfway between two poses', () => {
    const there = rotationAbout([0, 0.6, 0.8], 1.4);
    close(space.between(still, there, 0.5), rotationAbout([0, 0.6, 0.8], 0.7));
    expect(space.between(still, there, 1)).toBe(there);
  });

  it('stays on the sphere along great circles', () => {
    const arc = greatCircle([1, 0, 0], [0, 0, 1], 8);
    for (const point of arc) expect(Math.hypot(...point)).toBeCloseTo(1, 12);
    close(arc[4]!, [Math.SQRT1_2, 0, Math.SQRT1_2]);
  });

  it('splits arcs into what faces the reader and what does not', () => {
    const { front, back } = space.arc([0.6, 0, 0.8], [0.6, 0, -0.8], still, lens);
    expect(front).toMatch(/^M/);
    expect(back).toMatch(/^M/);
    expect(space.arc([0, 0.6, 0.8], [0.6, 0, 0.8], still, lens).back).toBe('');
  });
});

describe('the view', () => {
  it('is zoomed out to the whole disk, and no further', () => {
    for (const space of [diskSpace({ c: 0.1, clipRadius: 2.3 }), sphereSpace()]) {
      let view = homeView(space);
      for (let i = 0; i < 40; i++) view = zoomedAt(view, 0.8, 130, 120, 260, 270);
      const { scale } = lensOf(view, 260, 270);
      // The boundary has the radius of the plot, and stands in its middle.
      expect(scale).toBeCloseTo(260 / 2 - 12, 6);
      expect(view.zoom).toBeCloseTo(space.extent, 9);
    }
  });

  it('shows images where it is large, because of the zoom or of its panel', () => {
    const view = homeView(diskSpace({ c: 0.1, clipRadius: 2.3 }));
    const shown = (width: number, zoom: number) => {
      const zoomed = { ...view, zoom };
      return showsImages(magnification(zoomed, lensOf(zoomed, width, width)));
    };
    expect([shown(260, 1), shown(260, 2), shown(160, 2), shown(800, 1)]).toEqual([false, true, true, true]);
  });
});
