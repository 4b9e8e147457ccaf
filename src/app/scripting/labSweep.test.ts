import { describe, expect, it } from 'vitest';
import { GridError } from '../../core/errors';
import { LocalRecords } from '../../engine/testing/localRecords';
import { localTraining } from '../../engine/testing/localTraining';
import { createSweepStore } from '../../state/sweep/sweeps';
import { MemoryImages, localLab, withLocalTraining } from '../../state/testing/local';
import { createLabSweeps, type LabSweep } from './labSweep';

function open() {
  const { lab } = localLab({ images: new MemoryImages({ emoji: 9 }), config: { steps: 3 } });
  const sweeps = createSweepStore(lab, {
    records: new LocalRecords(),
    training: async () => localTraining().client,
    cores: () => 1,
    schedule: (show) => queueMicrotask(show),
  });
  return createLabSweeps({ lab, sweeps });
}

describe('lab.sweep', () => {
  withLocalTraining();

  it('resolves when every cell has ended, told of on the way, and is listed', async () => {
    const lab = open();
    const heard: LabSweep[] = [];
    const found = await lab.sweep({ grid: { 'runs.geometry': ['fused'], seed: [0, 1] }, onProgress: (progress) => heard.push(progress) });
    expect(found.cells.map(({ config, state, step }) => [config.seed, config.runs.length, state, step])).toEqual([
      [0, 1, 'done', 3],
      [1, 1, 'done', 3],
    ]);
    expect(found.cells.every(({ metrics, record }) => metrics['recall@1']! >= 0 && record)).toBe(true);
    expect(new Set(heard.map(({ id }) => id))).toEqual(new Set([found.id]));
    expect(heard.some(({ cells }) => cells.some(({ state }) => state === 'running'))).toBe(true);
    expect(await lab.sweeps.list()).toEqual([found]);
    await expect(lab.sweeps.pause('nothing')).rejects.toThrow(/no sweep “nothing”/);
  });

  it('rejects with what is wrong, by its path', async () => {
    const refused = await open()
      .sweep({ grid: { 'head.c': [0] }, steps: 2, seconds: 3 })
      .catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(GridError);
    expect((refused as GridError).faults.map(({ path }) => path).sort()).toEqual(['budget', 'head.c']);
  });
});
