import { describe, expect, it } from 'vitest';
import { defaultConfig } from '../../configuration/presets';
import { geometries } from '../../configuration/schema';
import { embed, distancesFrom } from '../../geometry/vector';
import { createRetrieval, retrieve } from './retrieval';
import { gaussian, useBackend } from '../../ops/testing';
import { BLOCK_ROWS, cosineBlocks, distanceBlocks, type DistanceBlock } from './distanceBlocks';

const n = BLOCK_ROWS + 45;
const d = 12;
const { head } = defaultConfig;

async function gather(blocks: AsyncGenerator<DistanceBlock, void>): Promise<Float64Array> {
  const all = new Float64Array(n * n);
  for await (const { first, distances } of blocks) all.set(distances, first * n);
  return all;
}

/** Features around a common direction, as an untrained model gives them, with a duplicate, a near-duplicate and a zero. */
function features(spread: number): Float32Array {
  const noise = gaussian(n * d, 7);
  const out = Float32Array.from(noise, (value, i) => (i % d === 0 ? 1 : 0) + spread * value);
  out.copyWithin(5 * d, 0, d);
  for (let i = 0; i < d; i++) out[6 * d + i] = out[i]! * (1 + 1e-6 * i);
  out.fill(0, 9 * d, 10 * d);
  return out;
}

describe.each(['cpu', 'wasm'] as const)('distance blocks on %s', (backend) => {
  useBackend(backend);

  it.each(geometries)('rank as the exact %s distances do', async (geometry) => {
    for (const spread of [1, 0.02]) {
      const embedding = embed(features(spread), n, d, geometry, head);
      const labels = Int32Array.from({ length: n }, (_, row) => row % 40);
      const accumulator = createRetrieval(labels);
      accumulator.add(await gather(distanceBlocks(embedding, head)), 0);
      const exact = retrieve(embedding, labels, head);
      const { nearest, ...metrics } = accumulator.result();
      const { nearest: exactNearest, ...exactMetrics } = exact;
      expect(metrics).toEqual(exactMetrics);
      expect(nearest).toEqual(exactNearest);
    }
  });

  it('equal the exact cosine and fused distances to five digits, near-duplicates included', async () => {
    for (const geometry of ['spherical', 'fused'] as const) {
      const embedding = embed(features(0.02), n, d, geometry, head);
      const all = await gather(distanceBlocks(embedding, head));
      for (const anchor of [0, 5, 6, 9, n - 1]) {
        const exact = distancesFrom(anchor, embedding, head);
        exact.forEach((distance, row) => {
          if (row !== anchor) expect(Math.abs(all[anchor * n + row]! - distance)).toBeLessThan(2e-5 * Math.abs(distance) + 1e-12);
        });
      }
    }
  });

  it('take rows of any length for cosines', async () => {
    const rows = features(1);
    const scaled = rows.map((value, i) => value * (1 + (Math.floor(i / d) % 7)));
    const plain = await gather(cosineBlocks(rows, n, d));
    const other = await gather(cosineBlocks(scaled, n, d));
    const worst = other.reduce((most, value, i) => Math.max(most, Math.abs(value - plain[i]!)), 0);
    expect(worst).toBeLessThan(1e-6);
  });
});
