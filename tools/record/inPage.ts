/** What the recording tool does inside the page: follows the experiment, draws its neighbour layouts, and puts it into records. */
import type { BackendChoice } from '../../src/core/configuration/schema';
import type { ProjectedPoints } from '../../src/core/projection/points';
import { encodeRecord } from '../../src/core/record/encode';
import { partOf } from '../../src/core/record/join';
import type { ExperimentRecord, SnapshotRecord } from '../../src/core/record/schema';
import { ProjectionClient } from '../../src/engine/projections';
import { stores } from '../../src/app/pageStores';
import { Recorder } from '../../src/state/session/recorder';
import { evaluatedAnchor } from '../../src/state/views/shown/shownImages';

const labStore = stores.lab;

let recorder: Recorder | undefined;
/** Pictures by neighbours, by run and step. */
const layouts = new Map<string, Map<number, ProjectedPoints>>();

/** Keeps every evaluation from here on, each with its snapshots. */
export function follow(): void {
  recorder = new Recorder(labStore.conductor.session, { snapshots: Infinity, anchor: () => evaluatedAnchor(labStore.getState()) });
}

function recorded(): ExperimentRecord {
  const record = recorder?.record();
  if (!record) throw new Error('Nothing has been trained.');
  return record;
}

/** Steps at which every run was evaluated, ascending. */
export function recordedSteps(): number[] {
  const [first, ...others] = recorded().runs.map(({ snapshots }) => snapshots.map(({ step }) => step));
  return first!.filter((step) => others.every((steps) => steps.includes(step)));
}

/**
 * Draws each run's layouts by neighbours, each going on from the one before, so that a replay moves as training does. Runs side by side,
 * each in a worker of its own.
 */
export async function drawLayouts(onDone: (done: number, all: number) => void): Promise<void> {
  const steps = recordedSteps();
  const { runs } = recorded();
  let done = 0;
  await Promise.all(
    runs.map(async ({ id, configuration: { geometry }, snapshots }) => {
      const method = geometry === 'spherical' ? 'spherical neighbours' : 'hyperbolic neighbours';
      const client = new ProjectionClient();
      const drawn = new Map<number, ProjectedPoints>();
      layouts.set(id, drawn);
      let start: ProjectedPoints | undefined;
      for (const { step, features, n, d, head, projection } of snapshots.filter((one) => steps.includes(one.step))) {
        start = await client.draw({ channel: id, method, geometry, head, features, n, d, start: start ?? projection });
        drawn.set(step, start);
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

function record({ newest, backend, ...about }: RecordWith): ExperimentRecord {
  const whole = recorded();
  const steps = recordedSteps();
  return {
    ...whole,
    ...about,
    configuration: { ...whole.configuration, backend },
    runs: whole.runs.map((run) => ({
      ...run,
      evaluations: run.evaluations.filter(({ step }) => steps.includes(step)),
      snapshots: run.snapshots
        .filter(({ step }) => steps.includes(step))
        .map((snapshot): SnapshotRecord => {
          const layout = layouts.get(run.id)?.get(snapshot.step);
          const precision = snapshot.step === steps.at(-1) ? newest : 'float16';
          return { ...snapshot, precision, ...(layout ? { layouts: [layout] } : {}) };
        }),
    })),
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
