/** What the recording tool does inside the page: follows the experiment, draws its neighbour layouts, and puts it into records. */
import type { BackendChoice } from '../../src/core/configuration/schema';
import type { RunSnapshot } from '../../src/core/evaluation/snapshot';
import type { ProjectedPoints } from '../../src/core/projection/points';
import { encodeRecord } from '../../src/core/record/encode';
import { identityOf } from '../../src/core/record/identity';
import { keptSnapshot, partOf } from '../../src/core/record/join';
import { RECORD_VERSION, type ExperimentRecord, type SnapshotRecord } from '../../src/core/record/schema';
import { ProjectionClient } from '../../src/engine/projections';
import { stores } from '../../src/app/pageStores';

const labStore = stores.lab;

/** By id of the run and step. The page itself keeps older snapshots in a coarser form. */
const snapshots = new Map<string, Map<number, { snapshot: RunSnapshot; seconds: number }>>();
let began = 0;

/** Keeps every evaluation from here on as it comes. */
export function follow(): void {
  began = performance.now();
  // What the page shows of an older recording, until the first evaluation of its own, is not this experiment's.
  const known = new WeakSet<RunSnapshot>();
  for (const { latest } of labStore.getState().runs) if (latest) known.add(latest);
  labStore.subscribe(({ runs }) => {
    for (const { id, latest } of runs) {
      if (!latest || known.has(latest)) continue;
      known.add(latest);
      if (!snapshots.has(id)) snapshots.set(id, new Map());
      snapshots.get(id)!.set(latest.step, { snapshot: latest, seconds: (performance.now() - began) / 1000 });
    }
  });
}

/** Steps at which every run was evaluated, ascending. */
export function recordedSteps(): number[] {
  const { runs } = labStore.getState();
  const steps = [...(snapshots.get(runs[0]!.id)?.keys() ?? [])].sort((a, b) => a - b);
  return steps.filter((step) => runs.every(({ id }) => snapshots.get(id)?.has(step)));
}

/**
 * Draws each run's layouts by neighbours, each going on from the one before, so that a replay moves as training does. Runs side by side,
 * each in a worker of its own.
 */
export async function drawLayouts(onDone: (done: number, all: number) => void): Promise<void> {
  const steps = recordedSteps();
  const { runs } = labStore.getState();
  let done = 0;
  await Promise.all(
    runs.map(async ({ id, geometry }) => {
      const method = geometry === 'spherical' ? 'spherical neighbours' : 'hyperbolic neighbours';
      const client = new ProjectionClient();
      let start: ProjectedPoints | undefined;
      for (const step of steps) {
        const entry = snapshots.get(id)!.get(step)!;
        const { features, n, d, head, projection } = entry.snapshot;
        start = await client.draw({ channel: id, method, geometry, head, features, n, d, start: start ?? projection });
        entry.snapshot = { ...entry.snapshot, layouts: [start] };
        onDone(++done, steps.length * runs.length);
      }
    }),
  );
}

export interface RecordWith extends Pick<ExperimentRecord, 'id' | 'title' | 'date' | 'versions'> {
  /** Of the newest step; earlier ones are kept in half precision. */
  newest: SnapshotRecord['precision'];
  /** Written into the configuration in place of the one it was recorded on: the page opens with it. */
  backend: BackendChoice;
}

function record({ newest, backend: choice, ...about }: RecordWith): ExperimentRecord {
  const { config, experiment, evaluated, runs, backend, imageSet, status, applied, anchor, finalTests } = labStore.getState();
  if (!experiment || !evaluated || !backend || !imageSet) throw new Error('Nothing has been trained.');
  const { part, heldBack, partReason } = experiment;
  const steps = recordedSteps();
  return {
    version: RECORD_VERSION,
    ...about,
    backend: { backend: backend.backend, adapter: backend.adapter, ...(backend.kernels ? { kernels: backend.kernels.variant } : {}) },
    imageSet: identityOf(imageSet),
    configuration: { ...config, backend: choice },
    applied,
    step: status.step,
    parameters: experiment.parameters,
    baselines: experiment.baselines ?? {},
    evaluated: [{ part, heldBack, ...(partReason === undefined ? {} : { reason: partReason }), ...evaluated }],
    finalTests: finalTests.map(({ part: _, config: { head }, runs, ...test }) => ({
      ...test,
      head,
      runs: Object.entries(runs).map(([id, retrieved]) => ({ id, ...retrieved })),
    })),
    anchor,
    runs: runs.map(({ id, config: configuration, metrics }) => {
      const entries = steps.map((step) => snapshots.get(id)!.get(step)!);
      return {
        id,
        configuration,
        featureScale: experiment.featureScales[id] ?? 1,
        metrics,
        evaluations: entries.map(
          ({ seconds, snapshot: { step, n, subset, head, retrieval, bodyRetrieval, seen, spread, hyperbolicity, norms } }) => ({
            step,
            seconds,
            part,
            images: n,
            of: subset?.of ?? n,
            head,
            retrieval,
            bodyRetrieval,
            seen,
            spread,
            hyperbolicity,
            clippedShare: norms.clippedShare,
          }),
        ),
        snapshots: entries.map(({ snapshot }) =>
          keptSnapshot(snapshot, { precision: snapshot.step === steps.at(-1) ? newest : 'float16' }),
        ),
      };
    }),
  };
}

/** A file of the recording, as base64: the bridge out of the page carries text. */
async function base64(record: ExperimentRecord, file: string): Promise<string> {
  const bytes = new Uint8Array(await (await encodeRecord(record, { pack: 'all', file })).arrayBuffer());
  let text = '';
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text);
}

/** The record of one earlier step. */
export const encodeEarlier = (about: RecordWith, step: number, file: string): Promise<string> => base64(partOf(record(about), step), file);

/** The record of everything but the earlier snapshots, which stand elsewhere. */
export function encodeNewest(about: RecordWith, elsewhere: ExperimentRecord['elsewhere'], file: string): Promise<string> {
  const whole = record(about);
  const runs = whole.runs.map((run) => ({ ...run, snapshots: run.snapshots.slice(-1) }));
  return base64({ ...whole, runs, elsewhere }, file);
}

/** What the README and the figures beside it say of the run. */
export function summary() {
  const { experiment } = labStore.getState();
  return {
    part: experiment?.part,
    rawPixels: experiment?.baselines?.rawPixels.recallAt,
    untrained: experiment?.baselines?.untrained.recallAt,
  };
}
