import { beforeEach, describe, expect, it, vi } from 'vitest';
import { defaultConfig } from '../../core/configuration/presets';
import { recordsIn } from '../../core/export';
import { expandZip } from '../../core/ingest/archives/zip';
import { DEFAULT_LIMITS } from '../../core/ingest/limits';
import { createPace } from '../../core/ingest/pace';
import { fromBlob } from '../../core/ingest/source';
import { createRunsStore } from '../../state/library/runs';
import { localLab } from '../../state/testing/local';
import { MemoryRecords } from '../../state/testing/memoryRecords';
import { sampleRecord } from '../../state/testing/samples';
import { createPins } from '../../state/views/pins';
import { experimentFile, reportFile } from './files';

async function textsIn(blob: Blob): Promise<Record<string, string>> {
  const { files } = await expandZip(fromBlob(blob, 'a.zip'), { ...DEFAULT_LIMITS, maxRatio: Infinity }, createPace({}));
  const texts = files.filter(({ path }) => /\.(json|csv|txt)$/.test(path));
  return Object.fromEntries(
    await Promise.all(texts.map(async (file) => [file.path.slice('a.zip/'.length), new TextDecoder().decode(await file.bytes())])),
  );
}

describe('runs kept, as files', () => {
  let records: MemoryRecords;
  beforeEach(() => (records = new MemoryRecords()));
  const stores = () => {
    const { lab } = localLab();
    return { lab, records, runs: createRunsStore(records, lab), pins: createPins() };
  };
  const keep = (id: string, sweep?: { id: string; cell: string }) =>
    records.keep({ ...sampleRecord({ n: 4, d: 4 }), id, title: id }, { state: 'complete', ...(sweep ? { sweep } : {}) });

  it('are one archive with the sweep that they are all cells of', async () => {
    await keep('a', { id: 's', cell: 'cell a' });
    await keep('b', { id: 's', cell: 'cell b' });
    await keep('c');
    const { imageSet } = sampleRecord({ n: 4, d: 4 });
    await records.keepSweep({
      definition: {
        ...{ id: 's', title: 'Seeds', date: '2026-11-28T12:00:00Z', imageSet, base: defaultConfig, grid: { seed: [0, 1] } },
        ...{ budget: { steps: 3 }, metric: 'recall@1' },
      },
      ...{ state: 'ended', failed: {}, cancelled: [], lost: {} },
    });
    const { name, blob } = await experimentFile(stores(), ['a', 'b']);
    expect(name).toBe('negative-space-2-experiments.zip');
    const texts = await textsIn(blob);
    expect(JSON.parse(texts['sweep.json']!)).toMatchObject({
      definition: { title: 'Seeds', grid: { seed: [0, 1] } },
      cells: [
        { folder: '1-a', record: 'a', cell: 'cell a' },
        { folder: '2-b', record: 'b', cell: 'cell b' },
      ],
    });
    expect(texts['metrics.csv']).toMatch(/^experiment,run,seed/);
    // One hand-over of the whole sweep, not one a cell.
    expect(Object.keys(texts).filter((path) => path.endsWith('experiment.json'))).toEqual(['handover/experiment.json']);
    expect(JSON.parse(texts['handover/sweep.json']!)).toMatchObject({ sweep: 's', cells: { length: 6 } });
    expect((await recordsIn(blob, name).next()).value).toMatchObject({ id: 'a' });
    expect(await textsIn((await experimentFile(stores(), ['a', 'c'])).blob)).not.toHaveProperty('sweep.json');
  });

  it('go along with what it takes to go on in PyTorch, unless that is not wanted', async () => {
    await keep('a');
    const texts = await textsIn((await experimentFile(stores(), 'a')).blob);
    expect(texts['handover/requirements.txt']).toMatch(/^torch/m);
    expect(JSON.parse(texts['handover/experiment.json']!)).toMatchObject({ record: 'a', weights: {} });
    expect(texts['README.txt']).toMatch(/^handover\/train\.py$/m);
    const without = await textsIn((await experimentFile(stores(), 'a', { handover: false })).blob);
    expect(Object.keys(without).some((path) => path.startsWith('handover/'))).toBe(false);
  });

  it('are one report, with a link and a command for each', async () => {
    await keep('a');
    await keep('b');
    const text = await (await reportFile(stores(), ['a', 'b'])).blob.text();
    expect(text.match(/npm run lab -- train/g)).toHaveLength(2);
    expect(text).toContain('2 experiments');
  });

  it('say how much is needed where the browser has no room for them', async () => {
    await keep('a');
    const full = vi.spyOn(Response.prototype, 'blob').mockRejectedValue(new DOMException('full', 'QuotaExceededError'));
    try {
      await expect(experimentFile(stores(), ['a'])).rejects.toThrow(
        /no room for this file, which takes [\d.]+ [kMG]B: nothing of it was kept/,
      );
    } finally {
      full.mockRestore();
    }
  });

  it('are asked for by ids that there are', async () => {
    await expect(experimentFile(stores(), [])).rejects.toThrow(/No run was named/);
    await expect(experimentFile(stores(), 'x')).rejects.toThrow(/x/);
  });
});
