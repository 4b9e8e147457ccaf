import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../random/random';
import { zip, type ZipItem } from '../ingest/testing/archives';
import { encodeNpy } from '../formats/npy';
import type { Checkpoint } from '../training/experiment.types';
import { decodeRecord } from './decode';
import { encodeRecord, recordEntries } from './encode';
import { RecordError, RecordVersionError } from './errors';
import { halfBits, fromHalf, roundedToHalf } from './half';
import { keptSnapshot, openSnapshot, partOf, withSnapshotsOf } from './join';
import { migrated, type Migration } from './migrations';
import { RECORD_VERSION, type ExperimentRecord } from './schema';
import { randomRecord } from './testing/randomRecord';

/** Equal to the bit: typed arrays by their bytes, numbers by `Object.is`. */
function expectSame(a: unknown, b: unknown, path = 'record'): void {
  if (ArrayBuffer.isView(a) || ArrayBuffer.isView(b)) {
    expect(b?.constructor, path).toBe(a?.constructor);
    const [x, y] = [a, b] as Uint8Array[];
    const bytes = (view: Uint8Array) => Buffer.from(view.buffer, view.byteOffset, view.byteLength);
    expect(bytes(x!).equals(bytes(y!)), path).toBe(true);
  } else if (typeof a === 'object' && a !== null && typeof b === 'object' && b !== null) {
    const present = (value: object) =>
      Object.keys(value)
        .filter((key) => (value as Record<string, unknown>)[key] !== undefined)
        .sort();
    expect(present(b), path).toEqual(present(a));
    for (const key of present(a)) expectSame((a as never)[key], (b as never)[key], `${path}.${key}`);
  } else expect(Object.is(a, b), `${path}: ${String(a)} and ${String(b)}`).toBe(true);
}

const again = async (record: ExperimentRecord) => decodeRecord(await encodeRecord(record), 'again.zip');
const bytesOf = async (blob: Blob) => new Uint8Array(await blob.arrayBuffer());
const failure = async (blob: Blob, options?: Parameters<typeof decodeRecord>[2]): Promise<RecordError> => {
  const error: unknown = await decodeRecord(blob, 'bad.zip', options).catch((error: unknown) => error);
  expect(error).toBeInstanceOf(RecordError);
  return error as RecordError;
};
const items = (record: ExperimentRecord): ZipItem[] => [...recordEntries(record)].map(({ path, bytes }) => ({ name: path, data: bytes }));
const archive = (list: ZipItem[]) => new Blob([zip(list)]);
/** The record's archive with its record.json changed. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- what a hostile file holds has no type
const withJson = (record: ExperimentRecord, change: (json: any) => unknown) =>
  archive(
    items(record).map((item) => {
      if (item.name !== 'record.json') return item;
      const json: unknown = JSON.parse(new TextDecoder().decode(item.data));
      return { ...item, data: new TextEncoder().encode(JSON.stringify(change(json) ?? json)) };
    }),
  );
/** One with runs, snapshots and a checkpoint. */
const full = Array.from({ length: 50 }, (_, seed) => randomRecord(seed)).find(
  ({ checkpoint, runs }) => checkpoint && runs[0]!.snapshots.length > 2 && runs[0]!.metrics.length > 50,
)!;

describe('a record in a file', () => {
  it('comes back the same to the bit, whatever it holds', async () => {
    for (let seed = 0; seed < 60; seed++) {
      const record = randomRecord(seed);
      expectSame(record, await again(record));
    }
  });

  it('is the same file each time, packed or not, and what is packed comes back the same', async () => {
    const first = await bytesOf(await encodeRecord(full));
    expect(await bytesOf(await encodeRecord(full))).toEqual(first);
    const packed = await encodeRecord(full, { pack: 'all' });
    expectSame(full, await decodeRecord(packed, 'packed.zip'));
  });

  it('keeps in half precision what says so, once and for all', async () => {
    const half = {
      ...full,
      runs: full.runs.map((run) => ({ ...run, snapshots: run.snapshots.map((s) => ({ ...s, precision: 'float16' as const })) })),
    };
    const read = await again(half);
    const [before, after] = [half.runs[0]!.snapshots[1]!, read.runs[0]!.snapshots[1]!];
    expect(after.features).toEqual(roundedToHalf(before.features));
    after.features.forEach((value, i) =>
      expect(Math.abs(value - before.features[i]!)).toBeLessThanOrEqual(2 ** -11 * Math.abs(before.features[i]!) + 2 ** -25),
    );
    expect(after.projection.points).toEqual(roundedToHalf(before.projection.points));
    expect(after.norms).toEqual(before.norms);
    expectSame(read, await again(read));
  });

  it('is made of arrays that NumPy reads, each of its shape', () => {
    const entries = [...recordEntries(full)];
    expect(entries[0]!.path).toBe('record.json');
    const { n, d } = full.runs[0]!.snapshots[0]!;
    const features = entries.find(({ path }) => path === 'arrays/runs/0/snapshots/0/features.npy')!;
    expect(new TextDecoder().decode(features.bytes.subarray(10, 128))).toContain(
      `'descr': '<f4', 'fortran_order': False, 'shape': (${n}, ${d}), `,
    );
    expect(features.bytes.length % 64).toBe((n * d * 4) % 64);
    for (const { path } of entries.slice(1)) expect(path).toMatch(/^arrays\/[\w.-]+(\/[\w.-]+)*\.npy$/);
    expect(new Set(entries.map(({ path }) => path)).size).toBe(entries.length);
  });

  it('is written an entry at a time, and not at all where it does not fit the schema', () => {
    const broken = structuredClone(full) as ExperimentRecord;
    broken.runs[0]!.snapshots[0]!.features = new Float32Array(3);
    expect(() => recordEntries(broken, { file: 'mine.zip' }).next()).toThrow(
      /mine\.zip: it cannot be kept: runs\.0\.snapshots\.0\.features: /,
    );
  });

  it('says of a subset which images it is of, and is not kept where that cannot be', () => {
    const [place] = Array.from({ length: 50 }, (_, seed) => randomRecord(seed)).filter(({ runs }) => runs[0]!.snapshots[0]?.subset);
    const said = (change: (snapshot: ExperimentRecord['runs'][0]['snapshots'][0]) => void) => {
      const changed = structuredClone(place!);
      change(changed.runs[0]!.snapshots[0]!);
      return () => recordEntries(changed, { file: 'mine.zip' }).next();
    };
    expect(said(() => undefined)).not.toThrow();
    expect(said(({ subset }) => subset!.places.reverse())).toThrow(
      /snapshots\.0\.subset\.places: must be \d+ ascending places among \d+ images/,
    );
    expect(said((snapshot) => snapshot.subset!.of++)).toThrow(
      /snapshots\.0\.subset\.of: \d+ images where \d+ of the \w+ part were evaluated/,
    );
    expect(said((snapshot) => delete snapshot.subset)).toThrow(/snapshots\.0\.n: \d+ images where \d+ of the \w+ part were evaluated/);
    const more = structuredClone(place!);
    more.runs[0]!.evaluations[0]!.images = more.runs[0]!.evaluations[0]!.of + 1;
    expect(() => recordEntries(more).next()).toThrow(/evaluations\.0: an evaluation is of no more images than there are/);
  });

  it('goes on being a checkpoint', async () => {
    const checkpoint: Checkpoint | undefined = (await again(full)).checkpoint;
    expectSame(full.checkpoint, checkpoint);
  });
});

describe('what is no good record', () => {
  it('is refused by name: other files, cut off, garbled', async () => {
    const whole = await bytesOf(await encodeRecord(full));
    expect(await failure(new Blob([]))).toMatchObject({ kind: 'not a record', file: 'bad.zip' });
    expect(await failure(new Blob(['<!doctype html>']))).toMatchObject({ kind: 'not a record' });
    expect(await failure(archive([{ name: 'photo.png', data: new Uint8Array(9) }]))).toMatchObject({ kind: 'not a record' });
    for (const length of [3, 100, whole.length >> 1, whole.length - 1])
      expect((await failure(new Blob([whole.subarray(0, length)]))).kind).toBe('damaged');
    expect(await failure(archive([{ name: 'record.json', data: new TextEncoder().encode('{"version": 1') }]))).toMatchObject({
      kind: 'damaged',
    });
    expect(await failure(archive([{ name: 'record.json', data: new TextEncoder().encode('{"a": 1}') }]))).toMatchObject({
      kind: 'not a record',
    });
    const deep = `{"version": 1, "title": ${'['.repeat(200_000)}${']'.repeat(200_000)}}`;
    expect(await failure(archive([{ name: 'record.json', data: new TextEncoder().encode(deep) }]))).toMatchObject({ kind: 'damaged' });
  });

  it('never comes back as something else, whichever byte is wrong', async () => {
    const record = randomRecord(3);
    const whole = await bytesOf(await encodeRecord(record));
    const random = createRandom(11);
    let refused = 0;
    for (let i = 0; i < 150; i++) {
      const bytes = whole.slice();
      bytes[random.int(bytes.length)]! ^= 1 + random.int(255);
      const read = await decodeRecord(new Blob([bytes]), 'bad.zip').catch((error: unknown) => error);
      if (read instanceof RecordError) refused++;
      else expectSame(record, read);
    }
    expect(refused).toBeGreaterThan(75);
  });

  it('is refused as newer, and says of which version', async () => {
    const error = await failure(withJson(full, (json) => ({ ...json, version: RECORD_VERSION + 1 })));
    expect(error).toBeInstanceOf(RecordVersionError);
    expect(error).toMatchObject({ kind: 'newer', version: RECORD_VERSION + 1 });
    expect(error.message).toMatch(
      new RegExp(`version ${RECORD_VERSION + 1}; this page reads up to version ${RECORD_VERSION}\\. Open it with a newer page`),
    );
  });

  it('is refused before room is made for what it declares', async () => {
    const declare = (shape: number[], dtype = 'float32') =>
      withJson(full, (json) => void Object.assign(json.runs[0].snapshots[0].features.$array, { shape, dtype }));
    expect(await failure(declare([2_000_000_000, 128]))).toMatchObject({ kind: 'too large' });
    expect(await failure(declare([1_000_000, 100]))).toMatchObject({ kind: 'damaged' });
    expect(await failure(declare([-1, 4]))).toMatchObject({ kind: 'damaged' });
    expect(await failure(declare([4], 'object'))).toMatchObject({ kind: 'damaged' });
    expect(await failure(await encodeRecord(full), { limits: { json: 100 } })).toMatchObject({ kind: 'too large' });
    expect(await failure(await encodeRecord(full), { limits: { arrays: 1000 } })).toMatchObject({ kind: 'too large' });
    expect((await failure(await encodeRecord(full), { limits: { entries: 10 } })).message).toMatch(/at most 10/);
    // A directory that announces ten gigabytes for a few bytes.
    const list = items(full).map((item) =>
      String(item.name).endsWith('features.npy') ? { ...item, long: true, claims: { size: 1e10 } } : item,
    );
    expect(await failure(archive(list))).toMatchObject({ kind: 'damaged' });
  });

  it('is refused where arrays are of another type or shape, missing or there twice', async () => {
    const name = 'arrays/runs/0/snapshots/0/features.npy';
    const { n, d, features } = full.runs[0]!.snapshots[0]!;
    const put = (data: Uint8Array) => archive(items(full).map((item) => (item.name === name ? { ...item, data } : item)));
    expect(await decodeRecord(put(encodeNpy('float32', [n, d], features)), 'good.zip')).toBeTruthy();
    for (const data of [
      encodeNpy('float32', [d, n], features),
      encodeNpy('int32', [n, d], features),
      encodeNpy('float32', [n, d], features).fill(0, 0, 6),
      new Uint8Array(n * d * 4 + 128),
    ])
      expect(await failure(put(data))).toMatchObject({ kind: 'damaged' });
    expect((await failure(archive(items(full).filter((item) => item.name !== name)))).message).toContain(`${name} is missing`);
    expect((await failure(archive([...items(full), items(full)[1]!]))).message).toMatch(/twice/);
  });

  it('is refused where what it holds does not fit together', async () => {
    const { retrieval } = full.runs[0]!.evaluations[0]!;
    const finite = { ...retrieval, rPrecision: 0.5, mapAtR: 0.5 };
    const test = ({ runs }: { runs: { id: string }[] }, times: number, id = runs[0]!.id) => ({
      ...{ step: 3, times, images: 4, classes: 2, head: full.configuration.head },
      runs: [{ id, retrieval: finite, bodyRetrieval: finite }],
    });
    const tested = await decodeRecord(
      withJson(full, (json) => void (json.finalTests = [test(json, 1), test(json, 2)])),
      'tested.zip',
    );
    expect(tested.finalTests.map(({ times }) => times)).toEqual([1, 2]);
    for (const change of [
      (json: { runs: { id: string; snapshots: { n: number }[] }[] }) => void (json.runs[0]!.snapshots[0]!.n = 1),
      (json: { anchor: number }) => void (json.anchor = 1e6),
      (json: { runs: { configuration: { id: string } }[] }) => void (json.runs[0]!.configuration.id = 'another'),
      (json: { step: number }) => void (json.step = -1),
      (json: { runs: unknown[] }) => void json.runs.push(json.runs[0]),
      (json: { configuration: { head: { c: number } } }) => void (json.configuration.head.c = -1),
      (json: { date: string }) => void (json.date = 'yesterday'),
      (json: { runs: { id: string }[]; finalTests: unknown[] }) => void (json.finalTests = [test(json, 1, 'nobody')]),
      (json: { runs: { id: string }[]; finalTests: unknown[] }) => void (json.finalTests = [test(json, 2), test(json, 2)]),
      (json: { elsewhere: unknown }) => void (json.elsewhere = [{ step: 1, file: '../../secret.zip', bytes: 1 }]),
    ])
      expect(await failure(withJson(full, change))).toMatchObject({ kind: 'invalid' });
  });

  it('is refused where a path leads out of it', async () => {
    for (const name of ['../evil.npy', '/etc/evil.npy', 'C:\\evil.npy', 'arrays/../../evil.npy'])
      expect(await failure(archive([...items(full), { name, data: new Uint8Array(4) }]))).toMatchObject({ kind: 'unsafe path' });
    const entry = (value: string) => withJson(full, (json) => void (json.runs[0].snapshots[0].features.$array.entry = value));
    for (const path of ['arrays/../record.npy', 'record.json', 'https://example.org/a.npy'])
      expect(await failure(entry(path))).toMatchObject({ kind: 'damaged' });
  });

  it('pollutes nothing', async () => {
    const blob = withJson(full, (json) => JSON.parse(JSON.stringify(json).replace('{', '{"__proto__": {"polluted": 1}, ')) as unknown);
    const read = await decodeRecord(blob, 'odd.zip');
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
    expect((read as { polluted?: number }).polluted).toBeUndefined();
  });

  it('stops when it is cancelled', async () => {
    const blob = await encodeRecord(full);
    await expect(decodeRecord(blob, 'a.zip', { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('records of older versions', () => {
  it('are read as they were written', async () => {
    const folder = new URL('../../../test/records/', import.meta.url);
    const read = await decodeRecord(new Blob([await readFile(new URL('version-1.zip', folder))]), 'version-1.zip');
    const run = read.runs[1]!;
    expect(read).toMatchObject({
      version: RECORD_VERSION,
      id: 'experiment version 1',
      step: 150,
      anchor: 7,
      configuration: { seed: 483 },
    });
    expect(run.configuration).toEqual({ id: 'run-1', name: 'run 1 «τ»', geometry: 'hyperbolic', seed: 39, head: { c: 0.50476730838418 } });
    expect(run.snapshots.map(({ step, n, d, features }) => [step, n, d, features[3]])).toEqual([
      [0, 23, 2, 0.05767101049423218],
      [50, 23, 2, -0.3674420416355133],
      [100, 23, 2, -1.0899524688720703],
      [150, 23, 2, -2.04803729057312],
    ]);
    expect([run.metrics.length, ...run.metrics.loss.subarray(0, 3)]).toEqual([43, -0.011503369018148758, Infinity, -8.078694262548952e-31]);
    expect([...read.evaluated[0]!.labels.subarray(0, 4)]).toEqual([3, 1, 0, 4]);
    expect(read.evaluated[0]!.heldBack, 'no images were held back then').toBe(0);
    expect(read.finalTests).toEqual([]);
    const all = read.evaluated[0]!.rows.length;
    for (const { images, of } of read.runs.flatMap(({ evaluations }) => evaluations)) expect([images, of]).toEqual([all, all]);
    expect(read.checkpoint).toMatchObject({ step: 3 });
    // Version 1 called the runs of configuration and checkpoint by their names.
    for (const runs of [read.runs, read.configuration.runs, read.checkpoint!.config.runs, read.checkpoint!.runs])
      expect(runs.map(({ id }) => id)).toEqual(read.runs.map((_, i) => `run-${i}`));
    expect(Object.keys(read.checkpoint!.runs[0]!.parameters)).toEqual(['blocks.0.attn.qkv.weight', 'head/../bias', 'head:..:bias']);
    expect(read.elsewhere).toEqual([{ step: 25, file: 'experiment-step-25.zip', bytes: 1000 }]);
  });

  it('go through each step from theirs to the newest, and stay as they are themselves', () => {
    const chain: Migration[] = [
      (tree) => ({ ...tree, version: 2, name: tree.title }),
      (tree) => ({ ...tree, version: 3, seen: [...(tree.seen as number[]), 3] }),
    ];
    const old = Object.freeze({ version: 1, title: 'a', seen: Object.freeze([1]) });
    expect(migrated(old, 'a.zip', chain)).toEqual({ version: 3, title: 'a', name: 'a', seen: [1, 3] });
    expect(migrated({ version: 2, seen: [] }, 'a.zip', chain)).toEqual({ version: 3, seen: [3] });
    expect(migrated({ version: 3 }, 'a.zip', chain)).toEqual({ version: 3 });
    expect(() => migrated({ version: 4 }, 'a.zip', chain)).toThrow(RecordVersionError);
    for (const version of [0, 1.5, '1', undefined]) expect(() => migrated({ version }, 'a.zip', chain)).toThrow(RecordError);
  });
});

describe('records of one experiment', () => {
  it('come apart by step and together again', async () => {
    const steps = full.runs[0]!.snapshots.map(({ step }) => step);
    const newest = steps.at(-1)!;
    const parts = await Promise.all(steps.slice(0, -1).map((step) => again(partOf(full, step))));
    const first = { ...full, runs: full.runs.map((run) => ({ ...run, snapshots: run.snapshots.filter(({ step }) => step === newest) })) };
    expectSame(full, [...parts].reverse().reduce(withSnapshotsOf, first));
    expect(withSnapshotsOf(first, { ...parts[0]!, id: 'another' })).toBe(first);
    expect(withSnapshotsOf(full, parts[0]!)).toBe(full);
    expect(parts[0]!.checkpoint).toBeUndefined();
  });

  it('give the snapshots that views read, and take them', () => {
    const run = full.runs[0]!;
    const kept = run.snapshots[0]!;
    const open = openSnapshot(run, kept);
    expect(open).toMatchObject({ run: run.id, geometry: run.configuration.geometry, step: kept.step });
    expect({ ...keptSnapshot(open), coarser: kept.coarser }).toEqual({
      coarser: undefined,
      ...kept,
    });
  });
});

describe('half precision', () => {
  it('rounds to the nearest of all its values, ties to even', () => {
    const all = fromHalf(Uint16Array.from({ length: 0x7c01 }, (_, i) => i));
    const wrong: number[] = [];
    for (let i = 0; i < 0x7c00; i++) {
      const middle = (all[i]! + all[i + 1]!) / 2;
      const found = [all[i]!, -all[i]!, middle, middle * (1 - 2 ** -20), middle * (1 + 2 ** -20)].map(halfBits);
      const right = [i, i | 0x8000, i + (i & 1), i, i + 1];
      // Above the largest there is only infinity, which has no middle.
      if (found.slice(0, i < 0x7bff ? 5 : 2).some((half, k) => half !== right[k])) wrong.push(i);
    }
    expect(wrong).toEqual([]);
    expect([halfBits(65519), halfBits(65520), halfBits(Infinity), halfBits(-1e9)]).toEqual([0x7bff, 0x7c00, 0x7c00, 0xfc00]);
    expect(fromHalf(Uint16Array.of(halfBits(NaN)))[0]).toBeNaN();
    expect(halfBits(-0)).toBe(0x8000);
  });
});
