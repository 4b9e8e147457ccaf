/**
 * What train.py and sweep.py have left, read as the page reads it, and gone on with: `tsx tools/handover/readBack.ts FIXTURES RESULTS COUNTS`.
 * Writes how many checks passed and failed.
 */
import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { messageOf } from '../../src/core/errors';
import { imageSetInMemory } from '../../src/core/data/pixelSource';
import { isRecordArchive, recordsIn, resultFoldersIn } from '../../src/core/export';
import { createVitLearner } from '../../src/core/learner/vitLearner';
import { decodeRecord } from '../../src/core/record/decode';
import { encodeRecord } from '../../src/core/record/encode';
import type { ExperimentRecord } from '../../src/core/record/schema';
import { Experiment } from '../../src/core/training/experiment';
import { syntheticStore } from '../../src/core/training/testing/synthetic';

const [fixtures, results, counts] = process.argv.slice(2) as [string, string, string];
const TOLERANCE = 1e-3;
const near = (found: number, wanted: number, what: string) =>
  assert.ok(Math.abs(found - wanted) <= TOLERANCE * Math.max(1, Math.abs(wanted)), `${what}: ${found}, not ${wanted}`);

type Measured = Record<string, { loss: number; gradientNorm: number }>;
interface Page {
  before: number;
  steps: Record<string, { step: number; loss: number }[]>;
  next: Measured[];
  evaluations: Record<string, { retrieval: { recallAt: Record<string, number> }; features: number[] }>;
}

async function recordsOf(...path: string[]): Promise<ExperimentRecord[]> {
  const blob = new Blob([Uint8Array.from(await readFile(join(results, ...path)))]);
  const name = path.at(-1)!;
  assert.ok(await isRecordArchive(blob, name), `${name} is taken for images`);
  const records: ExperimentRecord[] = [];
  for await (const record of recordsIn(blob, name)) records.push(record);
  return records;
}

const page = JSON.parse(await readFile(join(fixtures, 'page.json'), 'utf8')) as Page;
await tf.setBackend('cpu');

const checks: [string, () => Promise<void>][] = [
  [
    'the result of an experiment is a record: its losses, evaluations and pictures are those of the page',
    async () => {
      const [record, ...others] = await recordsOf('page', 'result.zip');
      assert.equal(others.length, 0);
      assert.equal(record!.backend.backend, 'pytorch');
      assert.equal(record!.title, 'Half-way');
      for (const run of record!.runs) {
        const wanted = page.steps[run.id]!;
        assert.deepEqual(
          [...run.metrics.step],
          [...Array(record!.step).keys()].map((i) => i + 1),
        );
        wanted.forEach(({ loss, step }) => near(run.metrics.loss[step - 1]!, loss, `loss of ${run.id} at step ${step}`));
        assert.deepEqual(
          run.evaluations.map(({ step }) => step),
          [page.before, 2 * page.before, record!.step],
        );
        near(run.evaluations.at(-1)!.retrieval.recallAt[1], page.evaluations[run.id]!.retrieval.recallAt['1']!, 'Recall@1');
        const snapshot = run.snapshots.at(-1)!;
        assert.equal(snapshot.step, record!.step);
        page.evaluations[run.id]!.features.forEach((value, i) => near(snapshot.features[i]!, value, 'a feature'));
        assert.ok(snapshot.projection.points.length > 0 && snapshot.weights.evaluation.effective > 1);
      }
      assert.deepEqual(await decodeRecord(await encodeRecord(record!), 'again.zip'), record);
    },
  ],
  [
    'the page goes on from it as it would have gone on from its own',
    async () => {
      const [record] = await recordsOf('page', 'result.zip');
      const checkpoint = record!.checkpoint!;
      const config = { ...checkpoint.config, steps: record!.step + page.next.length };
      const images = imageSetInMemory(syntheticStore({ size: 12 }));
      const experiment = await Experiment.create({ config, images, createLearner: createVitLearner, checkpoint });
      for (const [i, wanted] of page.next.entries())
        for (const [run, { loss, gradientNorm }] of Object.entries(await experiment.advance())) {
          near(loss, wanted[run]!.loss, `loss of ${run}, ${i + 1} steps on`);
          near(gradientNorm, wanted[run]!.gradientNorm, `gradient norm of ${run}, ${i + 1} steps on`);
        }
    },
  ],
  [
    'a folder is read as its zip is',
    async () => {
      const folder = join(results, 'golden-4-2');
      const names = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
      const brought = await Promise.all(
        names.map(async (entry) => {
          const path = join(entry.parentPath, entry.name);
          return { path: path.slice(results.length + 1), file: new Blob([Uint8Array.from(await readFile(path))]) };
        }),
      );
      const [found, ...others] = resultFoldersIn([...brought, { path: 'cat/1.png', file: new Blob(['1']) }]);
      assert.equal(others.length, 0);
      assert.equal(found!.files.length, brought.length);
      const record = await found!.record();
      assert.equal(record.step, 20);
      assert.match(record.backend.adapter, /2 processes/);
      assert.equal(record.checkpoint?.step, 20);
    },
  ],
  [
    'a sweep comes back cell by cell',
    async () => {
      const records = await recordsOf('sweep', 'sweep.zip');
      assert.equal(records.length, 4);
      assert.equal(new Set(records.map(({ id }) => id)).size, 4);
      assert.deepEqual([...new Set(records.map(({ runs }) => runs[0]!.configuration.geometry))], ['spherical', 'hyperbolic']);
      for (const { step, runs } of records) assert.deepEqual([step, runs[0]!.evaluations.map((one) => one.step)], [4, [0, 3, 4]]);
    },
  ],
];

let [passed, failed] = [0, 0];
for (const [name, check] of checks) {
  try {
    await check();
    passed++;
    console.log(`${name} ... ok`);
  } catch (error) {
    failed++;
    console.error(`${name} ... FAIL\n${messageOf(error)}`);
  }
}
await writeFile(counts, JSON.stringify({ passed, failed }));
process.exitCode = failed === 0 ? 0 : 1;
