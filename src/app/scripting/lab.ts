/**
 * `window.lab`: the laboratory for consoles, scripts and tests. It does what the buttons do and reads out what the page shows;
 * arrays come with their shapes. A run is called by its id, or by its name; what is answered by run has the ids.
 */
import type { BackendChoice, ConfigPatch, ExperimentConfig } from '../../core/configuration/schema';
import { embed, type Embedding } from '../../core/geometry/vector';
import type { BackendName } from '../../core/backend/report';
import type { FinalTest, RunSnapshot } from '../../core/evaluation/snapshot';
import type { EvaluatedPart } from '../../core/data/parts';
import type { StepMetrics } from '../../core/training/experiment.types';
import type { TrainingState } from '../../engine/protocol';
import type { LabStores } from '../../state/LabProvider';
import { metricRows } from '../../core/record/metricColumns';
import type { MeasuredFinalTest } from '../../state/session/phase';
import type { EvaluationPoint } from '../../state/lab.types';
import { isPlace, PLACES, type Place } from '../../state/views/place';
import { createLabAnchors, type LabAnchors } from './labAnchors';
import { createLabAsk, type LabAsk } from './labAsk';
import { createLabHistory, type LabHistory } from './labHistory';
import { createLabProjections, type LabProjections } from './labProjection';
import { createLabImages, type LabImages } from './labImages';
import { createLabKept, type LabKept } from './labKept';
import { createLabTakeaway, type LabTakeaway } from './labTakeaway';
import { createLabSelection, type LabSelection } from './labSelection';
import { runMeant } from './labRuns';
import { createLabSweeps, type LabSweeps } from './labSweep';
import type { Shaped } from './shaped';

export interface LabSnapshot {
  step: number;
  /** Part of the image set that was looked at. */
  part: EvaluatedPart;
  /** [n, d] after featureScale, before any normalisation. */
  features: Shaped<Float32Array>;
  /** On the geometry of the run: spherical [n, d] on the unit sphere, hyperbolic [n, d] in the ball, fused [n, 2, d] both, sphere first. */
  embedding: Shaped<Float32Array>;
  /** [n] class indices. */
  labels: Shaped<Int32Array>;
  /** [n] place of each image’s class in the hierarchy. */
  paths: string[];
}

export interface RunMetrics {
  steps: StepMetrics[];
  evaluations: Omit<EvaluationPoint, 'measuredWith'>[];
}

export interface LabStatus {
  state: TrainingState;
  step: number;
  /** undefined until one is open. */
  backend: BackendName | undefined;
  adapter: string | undefined;
  stepsPerSecond: number;
  gpuBytes: number;
}

export interface LabEvents {
  status: LabStatus;
  /** Steps just taken, by id of the run. */
  metrics: Record<string, StepMetrics[]>;
  /** A run has been evaluated; `run` is its id. */
  /** Of how many images it is, and of how many that are evaluated. */
  snapshot: { run: string; step: number; images: number; of: number };
  config: ExperimentConfig;
}

export interface Lab extends LabAnchors, LabAsk, LabHistory, LabKept, LabSelection, LabProjections, LabSweeps, LabTakeaway {
  /** Resolves when backend and image set are open; rejects with what keeps them from it. */
  readonly ready: Promise<void>;
  /** Own image sets: added, listed, taken into use, deleted. */
  readonly images: LabImages;
  config(): ExperimentConfig;
  /** Takes a change, starting the experiment anew where it has to. Rejects with ConfigError, whose `issues` name the refused paths. */
  configure(patch: ConfigPatch): Promise<ExperimentConfig>;
  /** Resolves once training has begun. */
  train(): Promise<void>;
  pause(): Promise<void>;
  /**
   * Takes n steps and gives the last metrics of each run, by its id. It ends with the last step of the configuration; after that it rejects
   * with OrderError until there are more (`configure({ steps })`) or the experiment is reset.
   */
  step(n?: number): Promise<Record<string, StepMetrics>>;
  /** Has every run evaluated at the present step, where that has not been done; the page then shows that step. */
  evaluate(): Promise<void>;
  reset(): Promise<void>;
  /** Brings back what `reset` has thrown away, with weights, curves and pictures, until another experiment is trained; it is not trained. */
  undoReset(): Promise<void>;
  /**
   * Looks the test images up once, as the models are now, and keeps the result: `runs` holds the retrieval of each run, `step` when,
   * `times` the how manieth look of this experiment it was. Rejects where nothing has been trained.
   */
  finalTest(): Promise<FinalTest>;
  /** Final tests of the experiment shown, in the order they were made. */
  finalTests(): FinalTest[];
  /** What has been measured so far, by id of the run; of more than some thousand steps those of least and greatest loss in each stretch. */
  metrics(): Record<string, RunMetrics>;
  /** Features and embedding of the evaluation images now, of the session’s own experiment (created if there is none yet). @param run its id, or its name */
  snapshot(run: string): Promise<LabSnapshot>;
  status(): LabStatus;
  /** Returns the way to stop listening. */
  on<E extends keyof LabEvents>(event: E, handler: (value: LabEvents[E]) => void): () => void;
  /** Moves to another backend; what has been trained goes along. */
  useBackend(choice: BackendChoice): Promise<void>;
  /** The place that is looked at; gone to if one is given. */
  view(place?: Place): Place;
  /** The anchor of every view, as an index into the snapshot; chosen if one is given. */
  anchor(index?: number): number;
}

declare global {
  interface Window {
    lab: Lab;
  }
}

/** Parts of an embedding in one array, row after row, sphere before ball. */
function together({ sphere, ball, n, d }: Embedding): Shaped<Float32Array> {
  const parts = [sphere, ball].filter((part) => part !== undefined);
  const data = new Float32Array(n * d * parts.length);
  parts.forEach((part, at) => {
    for (let row = 0; row < n; row++) data.set(part.subarray(row * d, (row + 1) * d), (row * parts.length + at) * d);
  });
  return { data, shape: parts.length === 1 ? [n, d] : [n, parts.length, d] };
}

/** A snapshot as scripts read it. */
export function labSnapshot(snapshot: RunSnapshot, labels: Int32Array, paths: (label: number) => string): LabSnapshot {
  const { features, n, d, geometry, head, step, part } = snapshot;
  return {
    step,
    part,
    features: { data: features, shape: [n, d] },
    embedding: together(embed(features, n, d, geometry, head)),
    labels: { data: labels, shape: [n] },
    paths: Array.from(labels, paths),
  };
}

const testRead = ({ config: _, ...test }: MeasuredFinalTest): FinalTest => structuredClone(test);

export function createLab(
  {
    lab: store,
    ingest,
    projections,
    ask,
    place,
    runs,
    records,
    pins,
    sweeps,
    linked,
  }: Pick<LabStores, 'lab' | 'ask' | 'ingest' | 'place' | 'projections' | 'records' | 'runs' | 'pins' | 'sweeps' | 'linked'>,
  ready: Promise<void>,
): Lab {
  const { getState, conductor } = store;
  const status = (): LabStatus => {
    const { status: now, backend } = getState();
    return {
      state: now.state,
      step: now.step,
      backend: backend?.backend,
      adapter: backend?.adapter,
      stepsPerSecond: now.stepsPerSecond,
      gpuBytes: now.gpuBytes,
    };
  };
  // Listened to or not: what fails is also on the page.
  ready.catch(() => undefined);
  return {
    ready,
    images: createLabImages(store, ingest),
    ...createLabHistory(store),
    ...createLabSelection(store),
    ...createLabSweeps({ lab: store, sweeps }),
    ...createLabAnchors(getState),
    ...createLabAsk({ lab: store, ask }),
    ...createLabProjections(store, projections),
    ...createLabKept({ runs, records }),
    ...createLabTakeaway({ lab: store, runs, records, pins, place, linked }),
    config: () => structuredClone(getState().config),
    configure: async (patch) => {
      await getState().configure(patch);
      return structuredClone(getState().config);
    },
    train: () => getState().train(),
    pause: () => getState().pause(),
    step: (n = 1) => {
      if (!Number.isInteger(n) || n < 1) return Promise.reject(new RangeError(`step(n) takes a whole number of steps from 1 on, not ${n}`));
      return getState().step(n);
    },
    evaluate: () => getState().evaluate(),
    reset: () => getState().reset(),
    undoReset: () => getState().undoReset(),
    finalTest: async () => testRead(await getState().finalTest()),
    finalTests: () => getState().finalTests.map(testRead),
    metrics: () =>
      Object.fromEntries(
        getState().runs.map(({ id, metrics, evaluations }) => [
          id,
          { steps: [...metricRows(metrics)], evaluations: evaluations.map(({ measuredWith: _, ...point }) => point) },
        ]),
      ),
    snapshot: async (run) => {
      const { id } = runMeant(getState().runs, run);
      const snapshot = await conductor.session.snapshot(id);
      const { evaluated, imageSet } = getState();
      if (!evaluated) throw new Error('The evaluation images are not known yet.');
      return labSnapshot(snapshot, evaluated.labels.slice(), (label) => imageSet?.classes[label]?.path ?? '');
    },
    status,
    on: (event, handler) => {
      // The handler's type follows the event; narrowing by a value does not reach a type parameter.
      const tell = handler as (value: LabEvents[keyof LabEvents]) => void;
      if (event === 'metrics') return conductor.session.on('metrics', ({ steps }) => tell(steps));
      if (event === 'snapshot')
        return conductor.session.on('snapshots', (all) =>
          all.forEach(({ run, step, n, subset }) => tell({ run, step, images: n, of: subset?.of ?? n })),
        );
      if (event === 'status') return store.subscribe((state, before) => state.status !== before.status && tell(status()));
      if (event === 'config')
        return store.subscribe((state, before) => state.config !== before.config && tell(structuredClone(state.config)));
      throw new RangeError(`There is no event “${String(event)}”; there are status, metrics, snapshot, config`);
    },
    useBackend: (choice) => getState().useBackend(choice),
    view: (wanted) => {
      if (wanted !== undefined && !isPlace(wanted))
        throw new RangeError(`There is no place “${String(wanted)}”; there are ${PLACES.join(', ')}`);
      if (wanted !== undefined) place.getState().go(wanted);
      return place.getState().place;
    },
    anchor: (index) => {
      if (index !== undefined) getState().selectAnchor(index);
      return getState().anchor;
    },
  };
}
