/** What is on show was measured with: read from the stores when a plot is exported. */
import type { HeadConfig } from '../../../core/configuration/schema';
import type { ProjectedPoints } from '../../../core/projection/points';
import type { LabState, RunView } from '../../lab.types';
import { methodIn, type ProjectionState } from '../projections/projections';

/** Where a plot says it is from. */
interface Origin {
  /** Name of the run; absent = it shows all of them. */
  run?: string;
  step?: number;
  part?: string;
}

/** One run as it was measured. */
interface RunProvenance {
  run: string;
  geometry: string;
  seed: number;
  /** Step of what is shown of it. */
  step?: number;
  tauSpherical?: number;
  tauHyperbolic?: number;
  c?: number;
  lambda?: number;
  clipRadius?: number;
  hyperbolicInput?: string;
  recallAt1?: { value: number; standardError: number };
  projection?: { method: string; neighboursKept: number; distortion: number };
}

export interface Provenance {
  caption: string[];
  data: Record<string, unknown>;
}

/** The settings of a head that a geometry feels. */
function felt({ geometry }: Pick<RunView, 'geometry'>, head: HeadConfig) {
  const { tauSpherical, tauHyperbolic, c, lambda, clipRadius, hyperbolicInput } = head;
  return {
    ...(geometry === 'hyperbolic' ? {} : { tauSpherical }),
    ...(geometry === 'spherical' ? {} : { tauHyperbolic, c, clipRadius, hyperbolicInput }),
    ...(geometry === 'fused' ? { lambda } : {}),
  };
}

const inShort = (value: number) => String(Number(value.toPrecision(3)));
const percent = (share: number) => `${(100 * share).toFixed(0)} %`;

function sentenceOf({ run, geometry, seed, step, recallAt1: _, projection, ...head }: RunProvenance, withStep: boolean): string {
  const parts = [
    ...(withStep && step !== undefined ? [`step ${step}`] : []),
    ...(head.tauSpherical === undefined ? [] : [`${geometry === 'fused' ? 'τₛ' : 'τ'} ${inShort(head.tauSpherical)}`]),
    ...(head.tauHyperbolic === undefined ? [] : [`${geometry === 'fused' ? 'τₕ' : 'τ'} ${inShort(head.tauHyperbolic)}`]),
    ...(head.c === undefined ? [] : [`c ${inShort(head.c)}`]),
    ...(head.lambda === undefined ? [] : [`λ ${inShort(head.lambda)}`]),
    ...(head.clipRadius === undefined ? [] : [head.clipRadius > 0 ? `clip radius ${inShort(head.clipRadius)}` : 'no clipping']),
    ...(head.hyperbolicInput === 'normalized' ? ['normalised input'] : []),
    `seed ${seed}`,
  ];
  const drawn = projection
    ? `; projection: ${projection.method}, neighbours kept ${percent(projection.neighboursKept)}, distances ±${percent(projection.distortion)}`
    : '';
  return `${run}${run === geometry ? '' : ` (${geometry})`}: ${parts.join(', ')}${drawn}.`;
}

/** The picture of a run that is on show. */
function drawnOf({ snapshot }: RunView, projections: ProjectionState): ProjectedPoints | undefined {
  if (!snapshot) return undefined;
  const method = methodIn(projections.chosen, snapshot);
  return projections.done(snapshot, method) ?? projections.soFar(snapshot, method)?.picture ?? snapshot.projection;
}

/**
 * Of a plot of one run, or of all of them: a caption, and the same for machines.
 * @param version of the page
 */
export function provenanceOf(
  lab: Pick<LabState, 'runs' | 'imageSet' | 'config' | 'inForce' | 'stored' | 'backend' | 'whatIf' | 'evaluation'>,
  projections: ProjectionState,
  version: string,
  { run: name, step, part }: Origin,
): Provenance {
  const { imageSet, stored, backend, whatIf, evaluation } = lab;
  const config = lab.inForce ?? lab.config;
  const runs = lab.runs
    .filter((run) => name === undefined || run.name === name)
    .map((run): RunProvenance => {
      const { snapshot } = run;
      const drawn = drawnOf(run, projections);
      return {
        run: run.name,
        geometry: run.geometry,
        seed: run.config.seed ?? config.seed,
        ...(snapshot ? { step: snapshot.step } : {}),
        ...felt(run, snapshot?.head ?? run.head),
        ...(snapshot ? { recallAt1: { value: snapshot.retrieval.recallAt[1], standardError: snapshot.retrieval.standardError } } : {}),
        ...(drawn ? { projection: { method: drawn.method, neighboursKept: drawn.neighboursKept, distortion: drawn.distortion } } : {}),
      };
    });
  const steps = new Set(runs.flatMap((run) => run.step ?? []));
  const shownStep = step ?? (steps.size === 1 ? [...steps][0] : undefined);
  const supposed = Object.keys(whatIf).length > 0;
  const images = evaluation ? `${evaluation.rows.length} ${part ?? config.evaluation.split} images` : undefined;
  const where = [
    imageSet ? `Image set ${imageSet.title}` : undefined,
    images,
    shownStep === undefined ? undefined : `step ${shownStep}`,
    stored ? `recorded on ${stored.recordedOn}, ${stored.backend}` : backend?.backend,
  ].filter(Boolean);
  return {
    caption: [
      `${where.join(', ')}.`,
      // The picture is of one run: how it was projected belongs to it.
      ...runs.map((run) => sentenceOf(name === undefined ? withoutProjection(run) : run, shownStep === undefined)),
      ...(supposed ? ['What is drawn dashed, and p(x⁻) under moved sliders, is supposed and was not trained with.'] : []),
      `Negative Space ${version}.`,
    ],
    data: {
      application: 'Negative Space',
      version,
      ...(imageSet ? { imageSet: { id: imageSet.id, title: imageSet.title, contentHash: imageSet.contentHash } } : {}),
      part: part ?? config.evaluation.split,
      step: shownStep,
      seed: config.seed,
      ...(stored ? { recorded: { on: stored.recordedOn, backend: stored.backend } } : { backend: backend?.backend }),
      runs,
      ...(supposed ? { whatIf } : {}),
    },
  };
}

function withoutProjection({ projection: _, ...run }: RunProvenance): RunProvenance {
  return run;
}
