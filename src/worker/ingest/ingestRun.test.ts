import { describe, expect, it } from 'vitest';
import { planIngest } from '../../core/ingest/plan';
import { fromBlob, type SourceFile } from '../../core/ingest/source';
import { FileError } from '../../core/ingest/rejection';
import type { IngestProgress } from '../../engine/images.protocol';
import { listStored } from '../storage/shelf';
import { readListing, readMeta, StoredSet } from '../storage/storedSet';
import { MemoryStorage } from '../testing/memoryStorage';
import type { Decoded, DecodedItem, DecodeJob } from './decode.protocol';
import { KEEP, ingestPlan, type Decoders, type Surroundings } from './ingestRun';
import { NothingReadError } from '../../core/errors';

/** Answers without decoding: every pixel of `…/7.jpg` is 7, `broken` is rejected; later jobs may be faster than earlier ones. */
class FakeDecoders implements Decoders {
  readonly width = 4;
  begun = 0;
  underWay = 0;
  mostUnderWay = 0;

  constructor(private readonly after: (begun: number) => void = () => undefined) {}

  async run(job: DecodeJob, signal: AbortSignal): Promise<Decoded> {
    this.underWay++;
    this.mostUnderWay = Math.max(this.mostUnderWay, this.underWay);
    const begun = ++this.begun;
    await new Promise((resume) => setTimeout(resume, (begun * 7) % 5));
    this.after(begun);
    this.underWay--;
    signal.throwIfAborted();
    const paths = job.items.map((item) => ('ref' in item ? item.ref.path : item.name));
    const taken = paths.filter((path) => !path.includes('broken'));
    const values = taken.map((path) => Number(/(\d+)\.jpg$/.exec(path)?.[1]) % 256);
    const stride = job.size * job.size * 3;
    const pixels = new Uint8Array(taken.length * stride);
    values.forEach((value, row) => pixels.fill(value, row * stride, (row + 1) * stride));
    return {
      items: paths.map((path): DecodedItem =>
        path.includes('broken')
          ? { rejected: { name: path, reason: new FileError(path, 'it is cut short').reason } }
          : { width: 8, height: 6 },
      ),
      pixels,
      hashes: Uint32Array.from({ length: taken.length * 2 }, (_, at) => (values[at >> 1]! * 2654435761) >>> (at % 2)),
      small: new Uint8Array(taken.length * 16 * 16 * 3),
    };
  }
}

/** `classes` folders of `each` files. */
function files(classes: number, each: number, name = (i: number) => `${i}.jpg`): SourceFile[] {
  return Array.from({ length: classes * each }, (_, i) => fromBlob(new Blob(['x']), `set/class ${Math.floor(i / each)}/${name(i)}`));
}

function around(change: Partial<Surroundings> = {}): Surroundings & { storage: MemoryStorage; steps: IngestProgress[] } {
  const steps: IngestProgress[] = [];
  const storage = new MemoryStorage();
  return {
    ...{ storage, steps, decoders: new FakeDecoders(), signal: new AbortController().signal, chunkBytes: 10 * 32 * 32 * 3 },
    onProgress: (progress) => steps.push(progress),
    ...change,
  } as Surroundings & { storage: MemoryStorage; steps: IngestProgress[] };
}

describe('ingestPlan', () => {
  it('gives the same set whichever worker is faster, and keeps few images under way', async () => {
    const decoders = new FakeDecoders();
    const place = around({ decoders });
    const plan = await planIngest(files(10, 10));
    const report = await ingestPlan(plan, { size: 32 }, place);
    expect(report).toMatchObject({ title: 'set', classes: 10, images: 100, complete: true, singletons: 0, rejected: [] });
    expect(report.splitRule).toMatch(/^disjoint classes.*seed 1$/);
    expect(decoders.mostUnderWay).toBeLessThanOrEqual(4);
    const set = await StoredSet.open(place.storage, report.set);
    const pixels = await set.pixels(0, 100);
    for (let row = 0; row < 100; row++) expect(pixels[row * 3072]).toBe(row);
    expect([...set.rows.labels.slice(0, 21)]).toEqual([...Array(10).fill(0), ...Array(10).fill(1), 2]);
    expect(place.steps.at(-1)).toMatchObject({ done: 100, total: 100, rejected: 0 });
  });

  it('names what was left out and goes on', async () => {
    const place = around();
    const report = await ingestPlan(
      await planIngest(files(3, 9, (i) => (i % 9 === 4 ? `broken-${i}.jpg` : `${i}.jpg`))),
      { size: 32 },
      place,
    );
    expect(report).toMatchObject({ images: 24, classes: 3 });
    expect(report.rejected).toEqual([4, 13, 22].map((i, own) => ({ name: `set/class ${own}/broken-${i}.jpg`, reason: 'it is cut short' })));
  });

  it('says how what was stored is split, not what was planned', async () => {
    const place = around();
    const plan = await planIngest(files(4, 16, (i) => (i === 7 ? 'broken-7.jpg' : `${i}.jpg`)));
    const report = await ingestPlan(plan, { size: 32 }, place);
    expect(report.images).toBe(63);
    const counted = (note: string | undefined) =>
      [...(note ?? '').matchAll(/(\d+) images? to/g)].reduce((sum, [, images]) => sum + Number(images), 0);
    expect(counted(report.notes.find((note) => note.startsWith('Split: ')))).toBe(63);
    const { meta, save } = (await readMeta(place.storage, report.set))!;
    const listing = await readListing(place.storage, meta, save);
    expect(counted(listing!.notes.find((note) => note.startsWith('Split: ')))).toBe(63);
  });

  it('finds the three broken ones among ten thousand, and keeps all others', async () => {
    const broken = [17, 5000, 9999];
    const given = files(100, 100, (i) => (broken.includes(i) ? `broken-${i}.jpg` : `${i}.jpg`));
    const report = await ingestPlan(await planIngest(given), { size: 32 }, around({ chunkBytes: 1000 * 32 * 32 * 3 }));
    expect(report).toMatchObject({ images: 9997, classes: 100, complete: true });
    expect(report.rejected.map(({ name }) => name).sort()).toEqual(
      broken.map((i) => `set/class ${Math.floor(i / 100)}/broken-${i}.jpg`).sort(),
    );
  });

  it('says so where nothing could be read, with every reason', async () => {
    const place = around();
    const plan = await planIngest(files(2, 3, (i) => `broken-${i}.jpg`));
    const refused = ingestPlan(plan, { size: 32 }, place);
    await expect(refused).rejects.toThrow(/^None of 6 images could be read\. The last, set\/class 1\/broken-5\.jpg: it is cut short\./);
    await expect(refused).rejects.toSatisfy((error: NothingReadError) => error instanceof NothingReadError && error.rejected.length === 6);
    expect(place.storage.used).toBe(0);
    await expect(ingestPlan(await planIngest([]), {}, place)).rejects.toThrow(/nothing to read\. There are no images here/);
  });

  it('is opened long before its end once enough classes are in', async () => {
    let opened: Promise<StoredSet> | undefined;
    const place: ReturnType<typeof around> = around({
      onProgress: ({ usable }) => {
        if (usable) opened ??= StoredSet.open(place.storage, usable.set);
      },
    });
    const report = await ingestPlan(await planIngest(files(30, 40)), { size: 32 }, place);
    const part = await opened!;
    expect(part.meta.complete).toBe(false);
    expect(part.info.count).toBeLessThan(600);
    // What was opened then can be read when the set is long complete.
    expect((await part.pixels(0, part.info.count)).length).toBe(part.info.count * 3072);
    expect(report.images).toBe(1200);
  });

  it('keeps what is stored when the storage is full, and says what and what to do', async () => {
    const place = around();
    place.storage.capacity = 20_000 + 45 * 3072;
    const report = await ingestPlan(await planIngest(files(12, 10)), { size: 32 }, place);
    expect(report).toMatchObject({ complete: false, images: 40, classes: 4 });
    expect(report.kept).toMatch(
      /^The browser’s storage for this page is full: 40 of 120 images in 4 classes were stored and can be used\. The whole set takes 369 kB at 32×32 pixels\. Delete sets/,
    );
    expect((await listStored(place.storage))[0]?.detail).toMatch(/^unfinished: 40 of 120 images/);
    expect(report.statistics.imagesPerClass).toEqual([10, 10, 10, 10]);
  });

  it('keeps nothing where too little fits', async () => {
    const place = around();
    place.storage.capacity = 9_000 + 5 * 3072;
    await expect(ingestPlan(await planIngest(files(12, 10)), { size: 32 }, place)).rejects.toThrow(
      /storage for this page is full.*nothing was kept/,
    );
    place.storage.capacity = 100;
    await expect(ingestPlan(await planIngest(files(12, 10)), { size: 32 }, place)).rejects.toThrow(/nothing was kept/);
    expect(place.storage.used).toBe(0);
  });

  it('removes what is stored when it is cancelled, keeps it when it is stopped', async () => {
    const plan = await planIngest(files(12, 10));
    const cancelled = new AbortController();
    const first = around({ signal: cancelled.signal, decoders: new FakeDecoders((begun) => begun === 6 && cancelled.abort()) });
    await expect(ingestPlan(plan, { size: 32 }, first)).rejects.toMatchObject({ name: 'AbortError' });
    expect(first.storage.used).toBe(0);

    const stopped = new AbortController();
    const second = around({ signal: stopped.signal, decoders: new FakeDecoders((begun) => begun === 9 && stopped.abort(KEEP)) });
    const report = await ingestPlan(plan, { size: 32 }, second);
    expect(report.complete).toBe(false);
    expect(report.images).toBeGreaterThan(20);
    expect(report.images).toBeLessThan(80);
    expect((await StoredSet.open(second.storage, report.set)).info.count).toBe(report.images);
  });

  it('keeps what is stored when a worker breaks down', async () => {
    const broken = () => {
      throw new Error('A worker stopped.');
    };
    const place = around({ decoders: new FakeDecoders((begun) => begun === 9 && broken()) });
    await expect(ingestPlan(await planIngest(files(12, 10)), { size: 32 }, place)).rejects.toThrow(
      /^A worker stopped\. \d+ of 120 images in \d+ classes were stored and can be used/,
    );
    expect(await listStored(place.storage)).toHaveLength(1);
  });
});
