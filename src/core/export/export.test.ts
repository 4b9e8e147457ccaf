import { csvParse, group, tsvParseRows } from 'd3';
import { describe, expect, it } from 'vitest';
import { seedOf } from '../configuration/schema';
import { csvText } from '../formats/separated';
import { readSafetensors } from '../formats/safetensors';
import { embed } from '../geometry/vector';
import { distancesFrom } from '../geometry/vector';
import { expandZip } from '../ingest/archives/zip';
import { readNpy } from '../ingest/arrays/npy';
import { DEFAULT_LIMITS } from '../ingest/limits';
import { createPace } from '../ingest/pace';
import { fromBlob } from '../ingest/source';
import { hardNegatives } from '../metrics/negatives/hardNegatives';
import { parameterShapes, sizeOf, WeightsError } from '../model/shape';
import { createRandom } from '../random/random';
import { decodeRecord } from '../record/decode';
import { encodeRecord } from '../record/encode';
import { RecordError } from '../record/errors';
import { measuresOf } from '../record/measures';
import { metricRows } from '../record/metricColumns';
import type { ExperimentRecord } from '../record/schema';
import { randomRecord } from '../record/testing/randomRecord';
import { zipStream } from '../record/zipStream';
import { archiveEntries, archiveOfSeveral, isRecordArchive, metricsTable, recordsIn, type Exported } from './index';

const TINY = { image: 8, patch: 4, width: 8, depth: 1, heads: 2, mlpRatio: 2, embedding: 4 };

/** A made-up record whose checkpoint holds what its model has. */
function recordOf(seed: number): ExperimentRecord {
  const record = randomRecord(seed);
  const { checkpoint } = record;
  const configuration = { ...record.configuration, model: { ...record.configuration.model, ...TINY } };
  if (!checkpoint) return { ...record, configuration };
  const random = createRandom(seed);
  const values = (length: number) => Float32Array.from({ length }, () => random.normal());
  const parameters = () =>
    Object.fromEntries(
      parameterShapes(configuration.model).map(({ name, shape }): [string, [Float32Array, Float32Array, Float32Array]] => [
        name,
        [values(sizeOf(shape)), values(sizeOf(shape)), values(sizeOf(shape))],
      ]),
    );
  const runs = checkpoint.runs.map((run) => ({ ...run, parameters: parameters() }));
  return { ...record, configuration, checkpoint: { ...checkpoint, config: configuration, runs } };
}

const records = Array.from({ length: 5 }, (_, seed) => recordOf(seed));
const full = Array.from({ length: 60 }, (_, seed) => recordOf(seed)).find(
  ({ checkpoint, runs }) => checkpoint && runs.length > 1 && runs.every(({ snapshots }) => snapshots.some(({ subset }) => !subset)),
)!;
const classes = Array.from({ length: 7 }, (_, i) => ({ path: `animals/kind\t${i}`, name: `kind\t${i}` }));
const svg = '<svg xmlns="http://www.w3.org/2000/svg"/>';

const zipped = (exported: Exported): Promise<Blob> => new Response(zipStream(archiveEntries(exported))).blob();

async function filesOf(blob: Blob): Promise<Map<string, Uint8Array<ArrayBuffer>>> {
  const { files, rejected } = await expandZip(fromBlob(blob, 'a.zip'), { ...DEFAULT_LIMITS, maxRatio: Infinity }, createPace({}));
  expect(rejected).toEqual([]);
  return new Map(await Promise.all(files.map(async (file) => [file.path.slice('a.zip/'.length), await file.bytes()] as const)));
}

const textOf = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes);

describe('an experiment as an archive', () => {
  it('is a record file: the record comes back as it was, whatever lies beside it', async () => {
    for (const record of records) {
      const blob = await zipped({ record, classes, anchors: [0], figures: [{ name: 'Recall@1', title: 'Recall.', svg }] });
      expect(await decodeRecord(blob, 'a.zip')).toEqual(await decodeRecord(await encodeRecord(record), 'b.zip'));
      expect(await isRecordArchive(blob, 'a.zip')).toBe(true);
    }
  });

  it('describes every file that is in it, and each only once', async () => {
    const sprites = { png: Uint8Array.of(0x89, 0x50), side: 32 };
    const figures = ['Recall@1', 'Loss', 'Loss'].map((name) => ({ name, title: `${name}.`, svg }));
    const files = await filesOf(await zipped({ record: { ...full, finalTests: [] }, classes, sprites, figures }));
    const readme = textOf(files.get('README.txt')).split('\n');
    const beside = [...files.keys()].filter((path) => path !== 'README.txt' && path !== 'record.json' && !path.startsWith('arrays/'));
    for (const path of beside) expect(readme.filter((line) => line === path)).toEqual([path]);
    expect(beside.filter((path) => path.startsWith('figures/'))).toHaveLength(3);
  });

  it('has every number that was measured in metrics.csv, to the last digit', () => {
    for (const record of records) {
      const rows = group(csvParse(csvText(metricsTable(record), { digits: 'all' })), (row) => `${row.run} ${row.step} ${row.metric}`);
      const value = (run: string, step: number, metric: string) => {
        const found = rows.get(`${run} ${step} ${metric}`) ?? [];
        if (found.length !== 1) expect.fail(`${found.length} rows of ${run}, ${step}, ${metric}`);
        return found[0]!;
      };
      const written = (number: number) => (Number.isFinite(number) ? String(number) : '');
      for (const run of record.runs) {
        const { name } = run.configuration;
        for (const { step, loss, gradientNorm } of metricRows(run.metrics)) {
          if (!Number.isNaN(loss)) expect(value(name, step, 'loss')).toMatchObject({ value: written(loss), split: 'training batch' });
          expect(Number(value(name, step, 'gradient norm').value)).toBe(gradientNorm);
        }
        for (const evaluation of run.evaluations) {
          // That of an evaluation is a mean over steps, which are all there.
          for (const [metric, number] of Object.entries(measuresOf(evaluation, run)))
            if (metric !== 'loss') expect(value(name, evaluation.step, metric).value).toBe(written(number));
          const recall = value(name, evaluation.step, 'recall@1');
          expect(recall.split).toBe(
            evaluation.images < evaluation.of ? `${evaluation.part}, ${evaluation.images} of ${evaluation.of} images` : evaluation.part,
          );
          expect(recall['standard error']).toBe(written(evaluation.retrieval.standardError));
          expect(recall.seed).toBe(String(seedOf(record.configuration, run.configuration)));
          expect(value(name, evaluation.step, 'recall@2')['standard error']).toBe('');
        }
        for (const { step, runs } of record.finalTests) {
          const { retrieval } = runs.find(({ id }) => id === run.id)!;
          const same = record.finalTests.filter((test) => test.step === step).length > 1;
          if (!same)
            expect(value(name, step, 'final test recall@1')).toMatchObject({ value: written(retrieval.recallAt[1]), split: 'test' });
        }
      }
    }
  });

  it('has weights by timm’s names with the shape in the metadata', async () => {
    const files = await filesOf(await zipped({ record: full }));
    const paths = [...files.keys()].filter((path) => path.endsWith('.safetensors'));
    expect(paths).toHaveLength(full.runs.length);
    for (const [i, path] of paths.entries()) {
      const { tensors, metadata } = readSafetensors(files.get(path)!);
      const { parameters, featureScale } = full.checkpoint!.runs[i]!;
      expect(Object.keys(tensors)).toEqual(parameterShapes(full.configuration.model).map(({ name }) => name));
      for (const [name, { data }] of Object.entries(tensors)) expect(data).toEqual(parameters[name]![0]);
      expect(tensors['blocks.0.attn.qkv.weight']!.shape).toEqual([24, 8]);
      expect(tensors['patch_embed.proj.weight']!.shape).toEqual([8, 3, 4, 4]);
      expect(metadata).toMatchObject({ image: '8', patch: '4', dim: '8', depth: '1', heads: '2', mlpRatio: '2', embedding: '4' });
      expect(Number(metadata.featureScale)).toBe(featureScale);
      expect(JSON.parse(metadata.configuration!)).toMatchObject({ runs: [{ id: full.runs[i]!.id }] });
    }
  });

  it('says that there are no weights where there is no checkpoint, and refuses one of another model before it writes', async () => {
    const { checkpoint, ...without } = full;
    const files = await filesOf(await zipped({ record: without }));
    expect([...files.keys()].some((path) => path.endsWith('.safetensors'))).toBe(false);
    expect(textOf(files.get('README.txt'))).toMatch(/no checkpoint/);
    const other = { ...checkpoint!, config: { ...checkpoint!.config, model: { ...checkpoint!.config.model, depth: 2 } } };
    await expect(archiveEntries({ record: { ...full, checkpoint: other } }).next()).rejects.toThrow(WeightsError);
  });

  it('has features and embeddings of the newest snapshot, in the order of the labels', async () => {
    const files = await filesOf(await zipped({ record: full, classes }));
    const folders = [...files.keys()].filter((path) => /^runs\/.*\/features\.npy$/.test(path)).map((path) => path.split('/')[1]!);
    expect(folders).toHaveLength(full.runs.length);
    full.runs.forEach((run, i) => {
      const { features, n, d, head } = run.snapshots.findLast(({ subset }) => subset === undefined)!;
      const read = (name: string) => readNpy(files.get(`runs/${folders[i]}/${name}.npy`)!, name);
      expect(read('features')).toMatchObject({ shape: [n, d], type: '<f4', data: features });
      const { sphere, ball } = embed(features, n, d, run.configuration.geometry, head);
      const embeddings = read('embeddings');
      if (run.configuration.geometry === 'fused') {
        expect(embeddings.shape).toEqual([n, 2, d]);
        expect(Array.from(embeddings.data as Float64Array).slice(d, 2 * d)).toEqual(Array.from(ball!.subarray(0, d)));
      } else expect(embeddings).toMatchObject({ shape: [n, d], data: sphere ?? ball! });
      const lines = tsvParseRows(textOf(files.get(`runs/${folders[i]}/vectors.tsv`)).trimEnd());
      expect([lines.length, lines[0]!.length]).toEqual([n, d]);
      expect(Number(lines[1]![0])).toBeCloseTo(features[d]!, 6);
    });
    const { labels, rows } = full.evaluated[0]!;
    expect(readNpy(files.get('labels.npy')!, 'labels').data).toEqual(labels);
    expect(textOf(files.get('labels.tsv')).split('\n').slice(0, -1)).toEqual(Array.from(labels, (label) => `kind ${label}`));
    const [heading, ...lines] = textOf(files.get('metadata.tsv')).trimEnd().split('\n');
    expect(heading).toBe('index\timage\tclass\tclass number\tpath');
    expect(lines[3]!.split('\t').slice(0, 2)).toEqual(['3', String(rows[3])]);
  });

  it('lists the hard negatives of chosen anchors as the geometry ranks them', async () => {
    const files = await filesOf(await zipped({ record: full, classes, anchors: [1] }));
    const rows = csvParse(textOf(files.get('negatives.csv')));
    expect(rows[0]!.anchor).toBe('1');
    const { labels } = full.evaluated[0]!;
    for (const run of full.runs) {
      const { features, n, d, head } = run.snapshots.findLast(({ subset }) => subset === undefined)!;
      const embedding = embed(features, n, d, run.configuration.geometry, head);
      const expected = hardNegatives({ distances: distancesFrom(1, embedding, head), labels, anchor: 1, k: 24 });
      const own = rows.filter((row) => row.run === run.configuration.name && row.anchor === '1' && row.role === 'negative');
      expect(own.map(({ index }) => Number(index))).toEqual(expected.map(({ index }) => index));
      expect(Number(own[0]!.distance)).toBeCloseTo(expected[0]!.distance, 7);
    }
    expect(new Set(rows.map(({ anchor }) => anchor)).size).toBeGreaterThan(5);
  });
});

describe('several experiments in one archive', () => {
  const some = [full, ...records.slice(0, 2)];
  const archive = (sweep = true) =>
    new Response(
      zipStream(
        archiveOfSeveral({
          title: 'Temperature',
          experiments: some.map((record) => ({ record })),
          ...(sweep ? { sweep: { definition: { grid: { seed: [0, 1] } }, cellOf: ['a', 'b', undefined] } } : {}),
        }),
      ),
    ).blob();

  it('come back one by one', async () => {
    const blob = await archive();
    expect(await isRecordArchive(blob, 'sweep.zip')).toBe(true);
    const read: ExperimentRecord[] = [];
    for await (const record of recordsIn(blob, 'sweep.zip')) read.push(record);
    expect(read.map(({ id }) => id)).toEqual(some.map(({ id }) => id));
    expect(read[0]).toEqual(await decodeRecord(await encodeRecord(full), 'b.zip'));
  });

  it('have their metrics together and the sweep beside them', async () => {
    const files = await filesOf(await archive());
    const names = new Set(csvParse(textOf(files.get('metrics.csv'))).map(({ experiment }) => experiment!));
    const sweep = JSON.parse(textOf(files.get('sweep.json'))) as { cells: { folder: string; record: string; cell?: string }[] };
    expect(sweep.cells.map(({ record }) => record)).toEqual(some.map(({ id }) => id));
    expect([...names]).toEqual(sweep.cells.map(({ folder }) => folder));
    expect((await filesOf(await archive(false))).has('sweep.json')).toBe(false);
  });

  it('name the folder where one is damaged', async () => {
    const entries: { path: string; bytes: Uint8Array; packed: boolean }[] = [];
    for await (const entry of archiveOfSeveral({ title: 't', experiments: some.map((record) => ({ record })) }))
      if (!(entry.path.startsWith('2-') && entry.path.endsWith('step.npy'))) entries.push(entry);
    const blob = await new Response(zipStream(entries)).blob();
    const reading = recordsIn(blob, 'sweep.zip');
    await reading.next();
    const error: unknown = await reading.next().catch((error: unknown) => error);
    expect(error).toBeInstanceOf(RecordError);
    expect((error as RecordError).message).toMatch(/^sweep\.zip, 2-.*step\.npy is missing/);
  });
});

describe('recognising a record among archives', () => {
  const zipOf = (paths: string[]) =>
    new Response(zipStream(paths.map((path) => ({ path, bytes: Uint8Array.of(1, 2, 3), packed: false })))).blob();

  it('takes a bare record, one that is cut short, and one that was packed again', async () => {
    const bare = await encodeRecord(full);
    expect(await isRecordArchive(bare, 'a.zip')).toBe(true);
    expect(await isRecordArchive(bare.slice(0, 2000), 'a.zip')).toBe(true);
    expect(await isRecordArchive(await zipOf(['README.txt', 'arrays/a.npy', 'record.json']), 'a.zip')).toBe(true);
    await expect(recordsIn(bare.slice(0, 2000), 'a.zip').next()).rejects.toThrow(/^a\.zip: /);
  });

  it('leaves images alone', async () => {
    for (const paths of [['cat/1.png', 'dog/2.png'], ['cat/1.png', 'record.json'], ['images.npy'], ['a/b/record.json', 'a/b/arrays/1.npy']])
      expect(await isRecordArchive(await zipOf(paths), 'images.zip')).toBe(false);
    for (const bytes of [new Uint8Array(0), Uint8Array.of(0x50, 0x4b), new Uint8Array(100).fill(7)])
      expect(await isRecordArchive(new Blob([bytes]), 'x')).toBe(false);
  });
});
