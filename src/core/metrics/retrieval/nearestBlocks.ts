/**
 * The nearest rows of every row, by the geometry of an embedding, a block of rows at a time. On WebGPU products, distances and choice
 * stay on the device and only [rows, k] is read back; elsewhere memory is the host's own and the distances are looked through here.
 */
import * as tf from '@tensorflow/tfjs';
import type { Embedding, Rows, Temperatures } from '../../geometry/vector';
import { NearestList } from './nearest';
import { linearProgram } from '../../ops/linear/kernel';
import { nearestProgram, type NearestKind, type NearestShape } from '../../ops/nearest/kernel';
import { PlanBuilder } from '../../ops/runtime/plan';
import { gpuDevice } from '../../ops/runtime/tfjsWebgpu';
import { CentredRows, distanceBlocks, type DistanceBlock } from './distanceBlocks';

export interface NearestBlock {
  /** Row the block begins with. */
  first: number;
  rows: number;
  /** [rows, k] nearest first, the row itself left out, ties by index; −1 where there are no more. */
  indices: Int32Array;
  /** [rows, k] what the geometry ranks by (`distanceBlocks`). */
  distances: Float32Array;
}

/** Rows placed on a geometry; those on the sphere may have any length. */
export type Placed = Pick<Embedding, 'n' | 'd' | 'c' | 'conformal'> & { sphere?: Rows; ball?: Rows };

/** Rows of a block on the device: enough to occupy it. */
const DEVICE_ROWS = 256;
/** Most rows found of each by lists: the kernel's live in the invocations, the host's are sorted by insertion. */
export const MOST_NEAREST = 32;

/** true where lists of k are made on the device: on WebGPU, as long as they are short and its buffers large enough. */
export function nearestOnDevice({ n, d }: Placed, k: number): boolean {
  if (tf.getBackend() !== 'webgpu' || k > MOST_NEAREST) return false;
  const { maxStorageBufferBindingSize } = gpuDevice().device.limits;
  return 4 * n * Math.max(d + 4, DEVICE_ROWS) <= maxStorageBufferBindingSize;
}

/** @param offered [n] 0 for rows that are not to be found; absent = all are */
export function nearestBlocks(
  embedding: Embedding,
  head: Temperatures,
  k: number,
  offered?: Uint8Array,
): AsyncGenerator<NearestBlock, void> {
  return nearestOnDevice(embedding, k)
    ? nearestOnGpu(embedding, head, k, offered)
    : nearestAmong(distanceBlocks(embedding, head), embedding.n, k, offered);
}

/** Looks blocks of distances through for the k smallest of every row. */
export async function* nearestAmong(
  blocks: AsyncGenerator<DistanceBlock, void>,
  n: number,
  k: number,
  offered?: Uint8Array,
): AsyncGenerator<NearestBlock, void> {
  const list = new NearestList(k);
  for await (const { first, distances } of blocks) {
    const rows = distances.length / n;
    const block = { first, rows, indices: new Int32Array(rows * k).fill(-1), distances: new Float32Array(rows * k).fill(3e38) };
    for (let row = 0; row < rows; row++) {
      list.clear();
      const ofRow = distances.subarray(row * n, (row + 1) * n);
      let bound = Infinity;
      for (let other = 0; other < n; other++) {
        const distance = ofRow[other]!;
        // What is not nearer than the last of a full list is passed over at once: nearly all of it.
        if (distance >= bound || other === first + row || offered?.[other] === 0) continue;
        if (Number.isNaN(distance)) throw new RangeError(`The distance from row ${first + row} to row ${other} is not a number`);
        list.offer(other, distance);
        if (list.length === k) bound = list.distances[k - 1]!;
      }
      block.indices.set(list.indices.subarray(0, list.length), row * k);
      block.distances.set(list.distances.subarray(0, list.length), row * k);
    }
    yield block;
  }
}

const upTo4 = (size: number) => 4 * Math.ceil(size / 4);

/** As `nearestBlocks` where `nearestOnDevice` says so. */
export async function* nearestOnGpu(
  placed: Placed,
  head: Temperatures,
  k: number,
  offered?: Uint8Array,
): AsyncGenerator<NearestBlock, void> {
  const { n, c, sphere, ball, conformal } = placed;
  const directions = sphere ?? ball;
  if (!directions) throw new TypeError('This embedding has neither a part on the sphere nor one in the ball');
  const kind: NearestKind = ball && sphere ? 'fused' : ball ? 'ball' : 'sphere';
  const centred = new CentredRows(directions, n, placed.d);
  // Products want sides that are multiples of 4: what is added is 0 and takes no part.
  const [d, columns] = [upTo4(placed.d), upTo4(n)];
  const facts = new Float32Array(4 * n);
  const without = new Set(centred.zeros);
  for (let row = 0; row < n; row++) {
    let radius = 0;
    if (ball) for (let i = row * placed.d; i < (row + 1) * placed.d; i++) radius += ball[i]! * ball[i]!;
    facts.set(
      [without.has(row) ? -1 : centred.squares[row]!, offered?.[row] === 0 ? 0 : 1, Math.sqrt(radius), conformal?.[row] ?? 1],
      4 * row,
    );
  }
  const shape: NearestShape = { kind, rows: DEVICE_ROWS, n, d, columns, k };
  const numbers = {
    c,
    perCosine: 1 / head.tauSpherical,
    perDistance: ((head.lambda / head.tauHyperbolic) * 2) / Math.sqrt(c),
  };
  const builder = new PlanBuilder();
  const vectors = builder.input(columns * d, centred.padded(0, columns, d));
  const block = builder.input(DEVICE_ROWS * d);
  const nothing = builder.input(columns, new Float32Array(columns));
  const first = { value: 0 };
  const products = builder.run(linearProgram({ rows: DEVICE_ROWS, inputs: d, outputs: columns }), [block, vectors, nothing]);
  const inputs = [products, vectors, builder.input(4 * n, facts)];
  const lists = builder.keep(builder.run(nearestProgram(shape, numbers), inputs, { settings: { first } }));
  const plan = await builder.build(gpuDevice());
  try {
    for (first.value = 0; first.value < n; first.value += DEVICE_ROWS) {
      plan.write(block, centred.padded(first.value, DEVICE_ROWS, d));
      const [found] = await plan.run([lists]);
      const rows = Math.min(DEVICE_ROWS, n - first.value);
      const indices = Int32Array.from({ length: rows * k }, (_, i) => found![2 * i]!);
      yield { first: first.value, rows, indices, distances: Float32Array.from({ length: rows * k }, (_, i) => found![2 * i + 1]!) };
    }
  } finally {
    plan.dispose();
  }
}
