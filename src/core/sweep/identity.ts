/** When two cells are one: the canonical form of an experiment of one run, and an id made of what decides its result. Pure. */
import { headOf, optimizerOf, seedOf, type ExperimentConfig } from '../configuration/schema';
import { defaultConfig } from '../configuration/presets';
import type { ImageSetIdentity } from '../record';
import { AXES } from './axes';
import { sha256 } from './sha256';
import type { Budget, GridValue } from './sweep.types';

/** Settings of the default configuration, for those that mean nothing. */
const unset = (path: string): GridValue =>
  path.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], defaultConfig) as GridValue;

/**
 * The same experiment of one run said in one way: what the run overrides stands in the common settings, it is called by its geometry, and
 * settings that mean nothing to it have the values of the default configuration. So one id means one configuration, and the same losses.
 * @throws RangeError unless there is one run
 */
export function canonicalRun(config: ExperimentConfig): ExperimentConfig {
  const [run, ...others] = config.runs;
  if (!run || others.length > 0) throw new RangeError(`A cell is an experiment of one run, not of ${config.runs.length}`);
  const { geometry } = run;
  const head = headOf(config, run);
  const own = { head, optimizer: optimizerOf(config, run), seed: seedOf(config, run) };
  const common: ExperimentConfig = { ...config, ...own, runs: [{ id: geometry, name: geometry, geometry }] };
  return AXES.filter(({ idle }) => idle({ geometry, head }) !== undefined).reduce((set, axis) => axis.set(set, unset(axis.path)), common);
}

/**
 * Of what decides the result of a cell. Names, ids, backend, kernels and how often it is evaluated do not; nor does the number of steps
 * that its configuration has beside its budget. Images count by their content where its hash is known.
 * @param config an experiment of one run, in any form
 * @returns 32 hexadecimal digits
 */
export function cellId(config: ExperimentConfig, budget: Budget, imageSet: ImageSetIdentity): string {
  const { model, head, batch, augmentation, optimizer, seed, evaluation, activations, train, runs } = canonicalRun(config);
  const { views, ...drawnAnew } = augmentation;
  const drawn = views === 0 ? drawnAnew : augmentation;
  const { split, validationShare, images } = evaluation;
  const decisive = [
    imageSet.contentHash ?? [imageSet.id, imageSet.images, imageSet.classes],
    budget,
    ...[runs[0]!.geometry, model, head, batch, drawn, optimizer, seed, activations],
    // Ids of the time before there was a choice stay what they were.
    ...(train === 'all' ? [] : [train]),
    [split, images, split === 'validation' ? validationShare : 0],
  ];
  return sha256(decisive.map(textOf).join('\n')).slice(0, 32);
}

/** The cells of a grid share most parts of their configurations. */
const texts = new WeakMap<object, string>();

function textOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  let text = texts.get(value);
  if (text === undefined) texts.set(value, (text = JSON.stringify(sorted(value))));
  return text;
}

/** Keys in one order, so that the same settings read the same. */
function sorted(value: object): unknown {
  return Array.isArray(value) ? value : Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
