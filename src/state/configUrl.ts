/**
 * Configuration and place ↔ URL hash. The hash holds only what differs from the default, behind the version:
 * `#v1&place=sweep&model=small&head.c=0.5&runs=[…]`. `model` names a preset, single settings of the model come after it; lists are JSON.
 * Parts that begin with `sweep.` are those of `sweepParts.ts`; `sweepUrl.ts`, which reads them, is loaded with the first of them.
 */
import { z } from 'zod';
import { CONTENT_HASH } from '../core/data/contentHash';
import { defaultConfig, modelPresets, presetOf, type ModelPreset } from '../core/configuration/presets';
import { CONFIG_VERSION, type ConfigIssue, type ExperimentConfig, type RunInput } from '../core/configuration/schema';
import { ConfigError, applyPatch } from '../core/configuration/validate';
import { differingPaths, mergePatches, patchAt, valueAt } from './session/settings';
import { isPlace, PLACES, type Place } from './views/place';

const VERSION_MARK = `v${CONFIG_VERSION}`;

/** Runs whose id is their name get it back when they are read: it need not be written. */
function withoutGivenIds(config: ExperimentConfig): Omit<ExperimentConfig, 'runs'> & { runs: RunInput[] } {
  return { ...config, runs: config.runs.map(({ id, ...run }) => (id === run.name ? run : { id, ...run })) };
}

/**
 * The hash of a configuration and a place, `#` included; empty for the default at Train.
 * @param images what the image set is, for whoever does not have it under this id
 * @param more parts besides the configuration: those of a sweep
 */
export function toHash(config: ExperimentConfig, place: Place = 'train', images?: NeededImages, more: readonly AddressPart[] = []): string {
  const parts: string[] = place === 'train' ? [] : [`place=${place}`];
  if (images) parts.push(`images=${encode(images)}`);
  const preset = presetOf(config.model);
  let base = defaultConfig;
  if (preset && preset !== presetOf(defaultConfig.model)) {
    parts.push(`model=${preset}`);
    base = { ...defaultConfig, model: modelPresets[preset] };
  }
  const shown = withoutGivenIds(config);
  for (const path of differingPaths(withoutGivenIds(base), shown)) parts.push(`${path}=${encode(valueAt(shown, path))}`);
  for (const { path, value } of more) parts.push(`${path}=${encode(value)}`);
  return parts.length === 0 ? '' : `#${[VERSION_MARK, ...parts].join('&')}`;
}

/** An image set that a link is for and does not bring along: by its content it is found again under whatever id. */
const neededImagesSchema = z.object({
  name: z.string().max(500),
  images: z.int().min(0),
  classes: z.int().min(0),
  contentHash: z.string().regex(CONTENT_HASH).optional(),
});
export type NeededImages = z.infer<typeof neededImagesSchema>;

/** What an address says. What it says wrongly is left out, and stands in `issues`. */
export interface ReadAddress {
  config: ExperimentConfig;
  place: Place;
  images?: NeededImages;
  /** What it says of a sweep: to be read by `sweepOf`. */
  sweep?: readonly AddressPart[];
  /** Parts that could not be used, each by its path, with the reason. */
  issues: ConfigIssue[];
  /** false: this is no address of the page, and nothing of it was read. */
  ours: boolean;
}

/** One `path=value` of a hash. */
export interface AddressPart {
  path: string;
  value: unknown;
}

/**
 * From the parts of version i + 1 to those of version i + 2. A step that has been published is never changed again; sample links of every
 * version stand in the test.
 */
const MIGRATIONS: readonly ((parts: readonly AddressPart[]) => readonly AddressPart[])[] = [];

/**
 * The configuration and the place that a hash names: the default for what it does not say. A part that is damaged, unknown or refused is
 * left out, and the rest is kept.
 */
export function fromHash(hash: string): ReadAddress {
  const [mark, ...texts] = hash.replace(/^#/, '').split('&');
  const issues: ConfigIssue[] = [];
  if (!mark) return { config: defaultConfig, place: 'train', issues, ours: true };
  const version = Number(/^v([1-9]\d{0,5})$/.exec(mark)?.[1]);
  if (Number.isNaN(version)) {
    const message = `The address starts with “${brief(mark)}”, not with “${VERSION_MARK}”: nothing of it can be read`;
    return { config: defaultConfig, place: 'train', issues: [{ path: 'version', message }], ours: false };
  }
  if (version > CONFIG_VERSION) {
    const message = `The address has version ${version}, this page reads up to ${CONFIG_VERSION}: a newer page made it, and what is unknown here is left out`;
    issues.push({ path: 'version', message });
  }
  let parts: readonly AddressPart[] = texts.flatMap((text) => partOf(text, issues));
  for (const migrate of MIGRATIONS.slice(version - 1)) parts = migrate(parts);
  const images = imagesNamed(valueOf(parts, 'images'), issues);
  const sweep = parts.filter(({ path }) => path.startsWith('sweep.'));
  return {
    ...(images ? { images } : {}),
    ...(sweep.length > 0 ? { sweep } : {}),
    place: placeNamed(valueOf(parts, 'place'), issues),
    config: configured(
      presetNamed(valueOf(parts, 'model'), issues),
      parts.filter(({ path }) => !['place', 'model', 'images'].includes(path) && !path.startsWith('sweep.')),
      issues,
    ),
    issues,
    ours: true,
  };
}

function partOf(text: string, issues: ConfigIssue[]): AddressPart[] {
  if (text === '') return [];
  const at = text.indexOf('=');
  const path = unescaped(at < 0 ? text : text.slice(0, at));
  const value = at < 0 ? undefined : unescaped(text.slice(at + 1));
  if (path !== undefined && value !== undefined) return [{ path, value: decodePlain(value) }];
  const message = at < 0 ? 'This part of the address has no value' : 'This part of the address is damaged';
  issues.push({ path: brief(path ?? text), message });
  return [];
}

const valueOf = (parts: readonly AddressPart[], wanted: string): unknown => parts.findLast(({ path }) => path === wanted)?.value;

function placeNamed(name: unknown, issues: ConfigIssue[]): Place {
  if (name === undefined) return 'train';
  if (isPlace(name)) return name;
  issues.push({ path: 'place', message: `There is no place “${brief(String(name))}”; there are ${PLACES.join(', ')}` });
  return 'train';
}

function imagesNamed(value: unknown, issues: ConfigIssue[]): NeededImages | undefined {
  if (value === undefined) return undefined;
  const read = neededImagesSchema.safeParse(value);
  if (!read.success) issues.push({ path: 'images', message: 'This part of the address does not say which images are meant' });
  return read.data;
}

function presetNamed(value: unknown, issues: ConfigIssue[]): ExperimentConfig {
  if (value === undefined) return defaultConfig;
  const name = String(value);
  if (Object.hasOwn(modelPresets, name)) return { ...defaultConfig, model: modelPresets[name as ModelPreset] };
  issues.push({ path: 'model', message: `There is no model “${brief(name)}”; there are ${Object.keys(modelPresets).join(', ')}` });
  return defaultConfig;
}

/**
 * The settings checked together: those that only fit one another (image and patch side) may come in any order. Those that are refused are
 * left out and the others checked anew.
 */
function configured(base: ExperimentConfig, parts: readonly AddressPart[], issues: ConfigIssue[]): ExperimentConfig {
  try {
    return applyPatch(base, parts.map(({ path, value }) => patchAt(path, value)).reduce(mergePatches, {}));
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    issues.push(...error.issues.map(({ path, message }) => ({ path: brief(path), message })));
    return configured(base, without(parts, error.issues), issues);
  }
}

/** The parts that are not to blame; fewer than before. */
function without(parts: readonly AddressPart[], issues: readonly ConfigIssue[]): AddressPart[] {
  const refused = issues.map(({ path }) => path);
  const kept = parts.filter(({ path }) => !refused.some((other) => within(other, path) || within(path, other)));
  if (kept.length < parts.length) return kept;
  // A rule between settings names one of them, the address said another.
  const rooms = new Set(refused.map((path) => path.split('.')[0]));
  const rest = parts.filter(({ path }) => !rooms.has(path.split('.')[0]));
  return rest.length < parts.length ? rest : [];
}

/** `head.c` is within `head`, and within itself. */
const within = (path: string, other: string): boolean => path === other || path.startsWith(`${other}.`);

/** Fit for a message. */
const brief = (text: string): string => (text.length > 60 ? `${text.slice(0, 60)}…` : text);

/** Words as they are, everything else as JSON; what would end a part is escaped. */
function encode(value: unknown): string {
  return encodeURIComponent(typeof value === 'string' && decodePlain(value) === value ? value : JSON.stringify(value)).replace(
    /%(3A|2C|5B|5D|7B|7D|22|2F)/g,
    decodeURIComponent,
  );
}

/** undefined where it is damaged. */
function unescaped(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function decodePlain(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
