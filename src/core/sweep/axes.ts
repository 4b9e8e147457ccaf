/** The settings that can be swept: how they are called, what they may be, and to which runs they mean something. Pure. */
import {
  batchSchema,
  experimentConfigSchema,
  geometries,
  headSchema,
  optimizerSchema,
  type ExperimentConfig,
  type Geometry,
  type HeadConfig,
} from '../configuration/schema';
import { modelPresets, type ModelPreset } from '../configuration/presets';
import { sayName, settingSymbol } from '../configuration/settingNames';
import type { GridValue } from './sweep.types';

export const SEED = 'seed';
export const GEOMETRY = 'runs.geometry';

/** What decides whether a setting means something. */
export interface RunKind {
  geometry: Geometry;
  head: HeadConfig;
}

export interface Axis {
  /** As in a `Grid`. */
  path: string;
  /** For people: “temperature τ spherical”. */
  label: string;
  /** Short, for figures and columns: “τ_s”. */
  symbol: string;
  kind: 'number' | 'whole' | 'word';
  /** Of an axis of words: all there are. */
  words: readonly string[];
  /** Geometries whatever whose other settings it means nothing to, and why. */
  meaningless: Partial<Record<Geometry, string>>;
  /** Why its value means nothing to a run of this kind; undefined where it decides something. */
  idle(run: RunKind): string | undefined;
  /** Why it cannot have this value; undefined where it can. */
  refusal(value: unknown): string | undefined;
  /** The configuration, of one run, with this value. */
  set(config: ExperimentConfig, value: GridValue): ExperimentConfig;
}

/** As far as a Zod schema is asked here. */
interface Checked {
  safeParse(value: unknown): { success: boolean; error?: { issues: readonly { message: string }[] } };
}

type Spec = Pick<Axis, 'path' | 'kind' | 'set'> & {
  words?: readonly string[];
  meaningless?: Axis['meaningless'];
  idle?: Axis['idle'];
  schema?: Checked;
};

const quoted = (value: unknown): string => (typeof value === 'string' ? `“${value}”` : String(value));

function axis({ words = [], meaningless = {}, idle, schema, ...spec }: Spec): Axis {
  return {
    ...spec,
    symbol: settingSymbol(spec.path),
    label: sayName(spec.path),
    words,
    meaningless,
    idle: (run) => meaningless[run.geometry] ?? idle?.(run),
    refusal(value) {
      if (spec.kind === 'word')
        return words.includes(value as string) ? undefined : `There is no ${quoted(value)}; there are ${words.join(', ')}`;
      if (typeof value !== 'number' || !Number.isFinite(value)) return `Must be a number, not ${quoted(value)}`;
      return schema?.safeParse(value).error?.issues[0]?.message;
    },
  };
}

/** A setting of one part of the configuration, `head.c`. */
function setting<Part extends 'head' | 'optimizer' | 'batch'>(
  part: Part,
  key: keyof ExperimentConfig[Part] & string,
  schema: Checked,
  spec: Omit<Spec, 'path' | 'set' | 'schema'>,
): Axis {
  const set: Axis['set'] = (config, value) => ({ ...config, [part]: { ...config[part], [key]: value } });
  return axis({ ...spec, path: `${part}.${key}`, schema, set });
}

const runWith = (geometry: Geometry) => [{ id: geometry, name: geometry, geometry }];

const NO_BALL = 'nothing of a spherical run is in the ball';

/** Whether the hyperbolic part has any weight. Without it a fused run is a spherical one. */
const unweighted = ({ geometry, head }: RunKind): string | undefined =>
  geometry === 'fused' && head.lambda === 0 ? 'with λ = 0 nothing of a fused run is in the ball' : undefined;

/** The radius of a feature counts only where it goes into the ball as it is. */
function radiusIdle(run: RunKind): string | undefined {
  if (unweighted(run)) return unweighted(run);
  return run.head.hyperbolicInput === 'normalized' ? 'normalised input has norm 1 whatever the features have' : undefined;
}

/** `ballRadius` clips what enters: a norm of 1 after normalisation, which only a smaller radius touches. */
function clippingIdle(run: RunKind): string | undefined {
  if (unweighted(run)) return unweighted(run);
  const { hyperbolicInput, clipRadius } = run.head;
  return hyperbolicInput === 'normalized' && (clipRadius === 0 || clipRadius >= 1)
    ? 'normalised input has norm 1, which only a clip radius below 1 touches'
    : undefined;
}

const { shape: head } = headSchema;
const { shape: optimizer } = optimizerSchema;
const { shape: batch } = batchSchema;

/** In the order in which cells go through them; the last varies fastest, but for the seed, which varies slowest of all. */
export const AXES: readonly Axis[] = [
  axis({
    path: GEOMETRY,
    kind: 'word',
    words: geometries,
    set: (config, value) => ({ ...config, runs: runWith(value as Geometry) }),
  }),
  axis({
    path: 'model',
    kind: 'word',
    words: Object.keys(modelPresets),
    set: (config, value) => ({ ...config, model: modelPresets[value as ModelPreset] }),
  }),
  setting('batch', 'classes', batch.classes, { kind: 'whole' }),
  setting('batch', 'samplesPerClass', batch.samplesPerClass, { kind: 'whole' }),
  setting('optimizer', 'learningRate', optimizer.learningRate, { kind: 'number' }),
  setting('optimizer', 'weightDecay', optimizer.weightDecay, { kind: 'number' }),
  setting('head', 'tauSpherical', head.tauSpherical, {
    kind: 'number',
    meaningless: { hyperbolic: 'a hyperbolic run has no cosine' },
  }),
  setting('head', 'tauHyperbolic', head.tauHyperbolic, {
    kind: 'number',
    meaningless: { spherical: NO_BALL },
    idle: unweighted,
  }),
  setting('head', 'lambda', head.lambda, {
    kind: 'number',
    meaningless: { spherical: 'only a fused run weighs two parts', hyperbolic: 'only a fused run weighs two parts' },
  }),
  setting('head', 'c', head.c, {
    kind: 'number',
    meaningless: { spherical: NO_BALL },
    idle: unweighted,
  }),
  setting('head', 'clipRadius', head.clipRadius, {
    kind: 'number',
    meaningless: { spherical: NO_BALL },
    idle: clippingIdle,
  }),
  setting('head', 'hyperbolicInput', head.hyperbolicInput, {
    kind: 'word',
    words: head.hyperbolicInput.options,
    meaningless: { spherical: NO_BALL },
    idle: unweighted,
  }),
  setting('head', 'initialRadius', head.initialRadius, {
    kind: 'number',
    // One factor for all features: their directions stay.
    meaningless: { spherical: 'a spherical run sees directions alone' },
    idle: radiusIdle,
  }),
  axis({
    path: SEED,
    kind: 'whole',
    schema: experimentConfigSchema.shape.seed,
    set: (config, value) => ({ ...config, seed: value as number }),
  }),
];

const byPath = new Map(AXES.map((one) => [one.path, one]));

/** The axis of a setting; undefined where it cannot be swept. */
export const axisOf = (path: string): Axis | undefined => byPath.get(path);

/** How a setting is called in figures; a path without a name under its own. */
export const symbolOf = settingSymbol;
