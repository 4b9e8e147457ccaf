/** The nearest rows must be those of the exact distances, whatever finds them. */
import { describe, expect, it } from 'vitest';
import { defaultConfig } from '../../configuration/presets';
import { geometries } from '../../configuration/schema';
import { ROLE_CODE } from '../../data/imageSet';
import { distancesFrom, embed } from '../../geometry/vector';
import { createRetrieval, retrieve } from './retrieval';
import { gaussian, useBackend, useVariant, type TestBackend } from '../../ops/testing';
import type { KernelVariant } from '../../ops/runtime/variant';
import { MOST_NEAREST, nearestBlocks, nearestOnDevice } from './nearestBlocks';

// More than one block of the device, and no multiple of anything.
const n = 301;
const { head } = defaultConfig;

/** Features around a common direction, with a duplicate, a near-duplicate and a zero. */
function features(d: number, spread: number): Float32Array {
  const noise = gaussian(n * d, 7);
  const out = Float32Array.from(noise, (value, i) => (i % d === 0 ? 1 : 0) + spread * value);
  out.copyWithin(5 * d, 0, d);
  for (let i = 0; i < d; i++) out[6 * d + i] = out[i]! * (1 + 1e-6 * i);
  out.fill(0, 9 * d, 10 * d);
  return out;
}

const role = Uint8Array.from({ length: n }, (_, row) => [ROLE_CODE.query, ROLE_CODE.gallery][row % 2]!);

export function nearestSuite(backend: TestBackend, variant?: KernelVariant): void {
  describe(`nearest rows on ${backend}${variant ? `, ${variant}` : ''}`, () => {
    useBackend(backend);
    if (variant) useVariant(variant);

    async function gather(embedding: ReturnType<typeof embed>, k: number, offered?: Uint8Array) {
      expect(nearestOnDevice(embedding, k)).toBe(backend === 'webgpu');
      const indices = new Int32Array(n * k);
      const distances = new Float32Array(n * k);
      for await (const block of nearestBlocks(embedding, head, k, offered)) {
        expect(block.indices).toHaveLength(block.rows * k);
        indices.set(block.indices, block.first * k);
        distances.set(block.distances, block.first * k);
      }
      return { indices, distances };
    }

    it.each(geometries)('are as near as the nearest by exact %s distances, each once and never the row itself', async (geometry) => {
      for (const [d, spread, k] of [
        [12, 1, 7],
        [10, 0.02, 1],
        [12, 0.02, MOST_NEAREST],
      ] as const) {
        const embedding = embed(features(d, spread), n, d, geometry, head);
        const { indices } = await gather(embedding, k);
        for (let row = 0; row < n; row += row < 12 ? 1 : 29) {
          const exact = distancesFrom(row, embedding, head);
          const others = Array.from(exact).filter((_, other) => other !== row);
          const nearest = Float64Array.from(others).sort().slice(0, k);
          const found = [...indices.subarray(row * k, (row + 1) * k)];
          expect(new Set(found).size).toBe(k);
          expect(found).not.toContain(row);
          found.forEach((other, rank) =>
            expect(Math.abs(exact[other]! - nearest[rank]!), `row ${row}, rank ${rank}`).toBeLessThan(
              3e-5 * Math.abs(nearest[rank]!) + 1e-9,
            ),
          );
        }
      }
    });

    it('take equals by index, leave out what is not offered, and end with −1', async () => {
      const embedding = embed(features(12, 1), n, 12, 'hyperbolic', head);
      const { indices, distances } = await gather(embedding, 3);
      // Rows 0 and 5 are equal and 6 almost: whoever has them nearest has them in this order.
      expect([...indices.subarray(0, 2)]).toEqual([5, 6]);
      expect(indices[5 * 3]).toBe(0);
      expect(distances[5 * 3]).toBe(0);
      const offered = new Uint8Array(n);
      offered.fill(1, 40, 42);
      const few = await gather(embedding, 3, offered);
      expect([...few.indices.subarray(0, 3)].sort()).toEqual([-1, 40, 41]);
      expect([...few.indices.subarray(40 * 3, 41 * 3)]).toEqual([41, -1, -1]);
    });

    it.each([undefined, role])('give the retrieval that all distances give (roles: %#)', async (roles) => {
      const labels = Int32Array.from({ length: n }, (_, row) => row % 40);
      for (const geometry of geometries) {
        const embedding = embed(features(12, 1), n, 12, geometry, head);
        const options = roles ? { role: roles } : {};
        const accumulator = createRetrieval(labels, options);
        const offered = roles && Uint8Array.from(roles, (code) => (code === ROLE_CODE.query ? 0 : 1));
        for await (const { first, indices } of nearestBlocks(embedding, head, accumulator.needed, offered))
          accumulator.addNearest(indices, accumulator.needed, first);
        const { nearest, ...metrics } = accumulator.result();
        const { nearest: exact, ...exactMetrics } = retrieve(embedding, labels, head, options);
        expect(metrics).toEqual(exactMetrics);
        // Two that are equally far to seven digits may change places on the device.
        const others = nearest.filter((row, i) => row !== exact[i]).length;
        expect(others).toBeLessThanOrEqual(backend === 'webgpu' ? 3 : 0);
      }
    });
  });
}
