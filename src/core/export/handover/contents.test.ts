import { describe, expect, it } from 'vitest';
import { SPLIT_CODE } from '../../data/imageSet';
import { csvRows } from '../../formats/separated';
import { readSafetensors } from '../../formats/safetensors';
import { parameterShapes, sizeOf } from '../../model/shape';
import type { ExperimentRecord } from '../../record/schema';
import { randomRecord } from '../../record/testing/randomRecord';
import type { SweepDefinition } from '../../sweep/sweep.types';
import type { Content } from '../content';
import { configurationInForce, handoverBytes, handoverContents, sweepHandoverContents } from './contents';

const sources = { 'train.py': 'print("train")', 'README.md': '# Commands' };
const TINY = { image: 8, patch: 4, width: 8, depth: 1, heads: 2, mlpRatio: 2, embedding: 4 };

/** One of several runs that can be gone on from, and whose head was changed while it ran. */
const record = ((): ExperimentRecord => {
  const found = Array.from({ length: 80 }, (_, seed) => randomRecord(seed)).find(({ checkpoint, runs }) => checkpoint && runs.length > 1)!;
  const configuration = {
    ...found.configuration,
    model: { ...found.configuration.model, ...TINY },
    batch: { classes: 2, samplesPerClass: 2 },
    evaluation: { ...found.configuration.evaluation, split: 'validation' as const, validationShare: 0.2 },
  };
  const parameters = Object.fromEntries(
    parameterShapes(configuration.model).map(({ name, shape }) => {
      const filled = (value: number) => new Float32Array(sizeOf(shape)).fill(value);
      return [name, [filled(1), filled(2), filled(3)] as [Float32Array, Float32Array, Float32Array]];
    }),
  );
  const checkpoint = { ...found.checkpoint!, config: configuration, runs: found.checkpoint!.runs.map((run) => ({ ...run, parameters })) };
  return { ...found, configuration, inForce: undefined, applied: [{ step: 1, head: { c: 0.7 } }], checkpoint };
})();

const images = {
  disjointClasses: true,
  classes: Array.from({ length: 10 }, (_, label) => ({ path: `birds/${label}`, name: String(label) })),
  labels: Int32Array.from({ length: 30 }, (_, row) => row % 10),
  split: new Uint8Array(30),
};
const at = (contents: readonly Content[], path: string) => contents.find((content) => content.path === `handover/${path}`);
const textOf = (content: Content | undefined) => new TextDecoder().decode(content!.bytes());

describe('what is handed over to PyTorch', () => {
  it('is the programs as they stand, and the configuration in force', () => {
    const contents = handoverContents(record, { sources });
    expect(textOf(at(contents, 'train.py'))).toBe('print("train")');
    expect(contents.every(({ about, path }) => about.length > 10 && path.startsWith('handover/'))).toBe(true);
    const experiment = JSON.parse(textOf(at(contents, 'experiment.json'))) as Record<string, unknown>;
    expect(experiment).toMatchObject({ format: 'negative-space handover', version: 1, record: record.id, step: record.step });
    expect(experiment).toMatchObject({ configuration: { head: { c: 0.7 } }, imageSet: record.imageSet });
    expect(configurationInForce(record).head.c).toBe(0.7);
    expect(Object.keys(experiment.weights as object)).toEqual(record.runs.map(({ id }) => id));
    expect(at(contents, 'images.csv') ?? at(contents, 'images.safetensors')).toBeUndefined();
  });

  it('has the weights of every run with the optimiser’s moments, and where its batches stand', () => {
    const contents = handoverContents(record, { sources });
    const files = contents.filter(({ path }) => path.endsWith('.safetensors'));
    expect(files).toHaveLength(record.runs.length);
    const { tensors, metadata } = readSafetensors(files[0]!.bytes());
    expect([tensors['head.bias']!.data[0], tensors['exp_avg.head.bias']!.data[0], tensors['exp_avg_sq.head.bias']!.data[0]]).toEqual([
      1, 2, 3,
    ]);
    expect(tensors['exp_avg.patch_embed.proj.weight']!.shape).toEqual([8, 3, 4, 4]);
    expect(metadata).toMatchObject({ id: record.runs[0]!.id, step: String(record.checkpoint!.step) });
    const source = record.checkpoint!.sources.find(({ seed }) => String(seed) === metadata.seed);
    expect(metadata.batches).toBe(source && JSON.stringify(source.state));
    const own = Object.values(record.checkpoint!.runs[0]!.parameters).reduce((sum, [weights]) => sum + weights.length, 0);
    expect(handoverBytes(record)).toBe(12 * own * record.checkpoint!.runs.length);
    expect(handoverBytes({})).toBe(0);
  });

  it('has small images as they are, of others where they are; those held back are validation', () => {
    const pixels = { data: new Uint8Array(30 * 4 * 4 * 3).fill(9), side: 4 };
    const { tensors } = readSafetensors(
      at(handoverContents(record, { sources, images: { ...images, pixels } }), 'images.safetensors')!.bytes(),
    );
    expect(tensors.images!.shape).toEqual([30, 4, 4, 3]);
    const held = new Set(Array.from(images.labels).filter((_, row) => tensors.split!.data[row] === SPLIT_CODE.validation));
    expect(held.size).toBe(2);
    const paths = Array.from({ length: 30 }, (_, row) => `birds/${row % 10}/a, ${row}.png`);
    const [heading, ...rows] = csvRows(textOf(at(handoverContents(record, { sources, images: { ...images, paths } }), 'images.csv')));
    expect(heading).toEqual(['path', 'class', 'label', 'split']);
    expect(rows[13]).toEqual(['birds/3/a, 13.png', 'birds/3', '3', held.has(3) ? 'validation' : 'train']);
    expect(rows.filter((row) => row[3] === 'validation')).toHaveLength(6);
  });

  it('of a sweep is its cells, each an experiment of one run, without weights', () => {
    const { configuration: base, imageSet } = record;
    const definition: SweepDefinition = {
      ...{ id: 's', title: 'Temperature', date: record.date, imageSet, base, metric: 'recall@1', budget: { steps: 40 } },
      grid: { 'runs.geometry': ['spherical', 'hyperbolic'], 'head.tauSpherical': [0.05, 0.1], seed: [1, 2] },
    };
    const contents = sweepHandoverContents(record, definition, { sources });
    expect(contents.some(({ path }) => path.endsWith('.safetensors'))).toBe(false);
    const { cells, sweep } = JSON.parse(textOf(at(contents, 'sweep.json'))) as { sweep: string; cells: { config: { steps: number } }[] };
    expect([sweep, cells.length]).toEqual(['s', 6]);
    expect(cells.every(({ config }) => config.steps === 40)).toBe(true);
    expect(JSON.parse(textOf(at(contents, 'experiment.json')))).toMatchObject({ record: 's', step: 0, weights: {} });
  });
});
