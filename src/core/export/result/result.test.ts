import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { expandZip } from '../../ingest/archives/zip';
import { DEFAULT_LIMITS } from '../../ingest/limits';
import { createPace } from '../../ingest/pace';
import { fromBlob } from '../../ingest/source';
import { csvRows } from '../../formats/separated';
import { parameterShapes } from '../../model/shape';
import { decodeRecord } from '../../record/decode';
import { encodeRecord } from '../../record/encode';
import { RecordError, RecordVersionError } from '../../record/errors';
import { measuresOf } from '../../record/measures';
import type { ExperimentRecord } from '../../record/schema';
import { zipStream } from '../../record/zipStream';
import { isRecordArchive, recordsIn, resultFoldersIn } from '../read';
import { metricsByRun } from './metrics';

/** What train.py left of a fused run that the page had trained for three steps. */
const written = new Blob([Uint8Array.from(readFileSync(new URL('../../../../test/records/result-version-1.zip', import.meta.url)))]);

type Files = Map<string, Uint8Array<ArrayBuffer>>;

async function files(): Promise<Files> {
  const { files } = await expandZip(fromBlob(written, 'r'), DEFAULT_LIMITS, createPace({}));
  return new Map(await Promise.all(files.map(async (file) => [file.path.slice(2), await file.bytes()] as const)));
}

const zipped = (all: Files): Promise<Blob> =>
  new Response(zipStream([...all].map(([path, bytes]) => ({ path, bytes, packed: false })))).blob();

async function read(blob: Blob): Promise<ExperimentRecord[]> {
  const records: ExperimentRecord[] = [];
  for await (const record of recordsIn(blob, 'result.zip')) records.push(record);
  return records;
}

const text = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes);
const bytes = (value: string) => new TextEncoder().encode(value);

/** The result with one file changed, or without it. */
async function changed(path: string, change: (was: string) => string | Uint8Array<ArrayBuffer> | undefined): Promise<Blob> {
  const all = await files();
  const now = change(text(all.get(path)));
  if (now === undefined) all.delete(path);
  else all.set(path, typeof now === 'string' ? bytes(now) : now);
  return zipped(all);
}

const WEIGHTS = 'runs/3-fused/weights.safetensors';
const FEATURES = 'runs/3-fused/features.safetensors';

describe('a result of train.py', () => {
  it('is a record: configuration, every step, evaluations, a picture, and a checkpoint to go on from', async () => {
    expect(await isRecordArchive(written, 'result.zip')).toBe(true);
    const [record, ...others] = await read(written);
    expect(others).toEqual([]);
    expect(record).toMatchObject({ title: 'Half-way', step: 7, backend: { backend: 'pytorch' }, imageSet: { id: 'synthetic' } });
    const [run] = record!.runs;
    expect([run!.id, [...run!.metrics.step]]).toEqual(['fused', [1, 2, 3, 4, 5, 6, 7]]);
    const rows = csvRows(text((await files()).get('metrics.csv')));
    const losses = rows.filter((row) => row[3] === 'loss').map((row) => Number(row[5]));
    expect([...run!.metrics.loss]).toEqual(losses);
    expect(run!.evaluations.map(({ step, part, images, of }) => [step, part, images, of])).toEqual([
      [3, 'validation', 12, 12],
      [6, 'validation', 12, 12],
      [7, 'validation', 12, 12],
    ]);
    const last = run!.evaluations[2]!;
    expect(last).toMatchObject({ retrieval: { queries: 12, excluded: 0 }, head: { lambda: 1 } });
    expect(measuresOf(last, run!)['recall@1']).toBe(last.retrieval.recallAt[1]);
    const [snapshot] = run!.snapshots;
    expect(snapshot).toMatchObject({ step: 7, n: 12, d: 6, projection: { method: 'tangent PCA' } });
    expect(record!.checkpoint).toMatchObject({ step: 7, sources: [{ seed: 1 }] });
    expect(Object.keys(record!.checkpoint!.runs[0]!.parameters)).toEqual(
      parameterShapes(record!.configuration.model).map(({ name }) => name),
    );
    expect(await decodeRecord(await encodeRecord(record!), 'again.zip')).toEqual(record);
  });

  it('is read from its folder as from its zip, and other files are left alone', async () => {
    const brought = [...(await files())].map(([path, data]) => ({ path: `cluster/results/${path}`, file: new Blob([data]) }));
    const picture = { path: 'cluster/cat.png', file: new Blob(['x']) };
    const [found, ...others] = resultFoldersIn([...brought, picture]);
    expect([others, found!.files.length]).toEqual([[], brought.length]);
    expect(await found!.record()).toEqual((await read(written))[0]);
    // Some result.json of someone's images is none.
    expect(resultFoldersIn([{ path: 'a/result.json', file: new Blob(['{}']) }, picture])).toEqual([]);
  });

  it('comes several to a zip, as sweep.py leaves them', async () => {
    const all: Files = new Map();
    for (const [path, data] of await files()) for (const folder of ['1-a', '2-b']) all.set(`${folder}/${path}`, data);
    expect(await read(await zipped(all))).toHaveLength(2);
  });

  it('is a record without pictures where there are no features', async () => {
    const bare = await changed('result.json', (was) => was.replace(/,\s*"features": "[^"]*"/, ''));
    expect((await read(bare))[0]!.runs[0]!.snapshots).toEqual([]);
  });

  it.each<[string, string, (was: string) => string | undefined, RegExp]>([
    ['a file that is missing', WEIGHTS, () => undefined, /^result\.zip: runs\/3-fused\/weights\.safetensors is missing; bring the whole/],
    ['weights that are cut short', WEIGHTS, () => 'x', /weights\.safetensors cannot be used: .*fewer than the 8/],
    ['features of other images', FEATURES, () => 'x', /features\.safetensors cannot be used/],
    [
      'a table without a column',
      'metrics.csv',
      (was) => was.replace('value', 'valeur'),
      /metrics\.csv cannot be used: it lacks the column value/,
    ],
    [
      'a row without a number',
      'metrics.csv',
      (was) => was.replace(/,loss,training batch,[^,]+/, ',loss,training batch,big'),
      /row \d+ has step “1” and value “big”/,
    ],
    [
      'an evaluation without a number',
      'metrics.csv',
      (was) => was.replace(/^.*,7,map@r,.*$/m, 'x,1,,,,,'),
      /the evaluation of step 7 has no “map@r”/,
    ],
    [
      'the metrics of another run',
      'metrics.csv',
      (was) => was.replaceAll('fused,', 'other,'),
      /metrics\.csv has no row of the run “fused”/,
    ],
    ['a description that is garbled', 'result.json', () => '{', /result\.json is garbled/],
    [
      'a setting that cannot be',
      'result.json',
      (was) => was.replace('"c": 0.1', '"c": -1'),
      /does not fit together: configuration\.head\.c/,
    ],
    [
      'a path that leads out',
      'result.json',
      (was) => was.replace(WEIGHTS, '../weights.safetensors'),
      /runs\.0\.weights: must be the path of a file beside it/,
    ],
    [
      'a run that is not configured',
      'result.json',
      (was) => was.replaceAll(/"id": "fused",\n {3}"name"/g, '"id": "lost",\n   "name"'),
      /has a run that its configuration does not have/,
    ],
  ])('is refused with %s', async (_, path, change, reason) => {
    const error: unknown = await read(await changed(path, change)).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(RecordError);
    expect((error as RecordError).message).toMatch(reason);
  });

  it('of a newer version is named as such', async () => {
    const newer = await changed('result.json', (was) => was.replace('"version": 1', '"version": 2'));
    await expect(read(newer)).rejects.toThrow(RecordVersionError);
  });
});

describe('its table', () => {
  it('tells subsets apart, and takes names that look like formulas', () => {
    const table = [
      'run,seed,step,metric,split,value,standard error',
      `'=a,1,3,recall@1,"validation, 4 of 12 images",0.5,0.1`,
      `'=a,1,3,recall@1,validation,0.25,0.2`,
      ',,,raw pixels recall@1,validation,0.3,0.1',
      `'=a,1,3,final test recall@1,test,0.2,0.1`,
      '',
    ].join('\r\n');
    const runs = metricsByRun(table);
    expect([...runs.keys()]).toEqual(['=a']);
    expect(runs.get('=a')!.evaluations.map(({ step, images, of }) => [step, images, of])).toEqual([
      [3, 4, 12],
      [3, undefined, undefined],
    ]);
  });
});
