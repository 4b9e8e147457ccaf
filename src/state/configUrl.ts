/**
 * Configuration and place ↔ URL hash. The hash holds only what differs from the default, behind the version:
 * `#v1&place=sweep&model=small&head.c=0.5&runs=[…]`. `model` names a preset, single settings of the model come after it; lists are JSON.
 */
import { defaultConfig, modelPresets, presetOf, type ModelPreset } from '../core/configuration/presets';
import { CONFIG_VERSION, type ConfigPatch, type ExperimentConfig, type RunInput } from '../core/configuration/schema';
import { ConfigError, applyPatch } from '../core/configuration/validate';
import { differingPaths, mergePatches, patchAt, valueAt } from './session/settings';
import { isPlace, PLACES, type Place } from './views/place';

const VERSION_MARK = `v${CONFIG_VERSION}`;

/** Runs whose id is their name get it back when they are read: it need not be written. */
function withoutGivenIds(config: ExperimentConfig): Omit<ExperimentConfig, 'runs'> & { runs: RunInput[] } {
  return { ...config, runs: config.runs.map(({ id, ...run }) => (id === run.name ? run : { id, ...run })) };
}

/** The hash of a configuration and a place, `#` included; empty for the default at Train. */
export function toHash(config: ExperimentConfig, place: Place = 'train'): string {
  const parts: string[] = place === 'train' ? [] : [`place=${place}`];
  const preset = presetOf(config.model);
  let base = defaultConfig;
  if (preset && preset !== presetOf(defaultConfig.model)) {
    parts.push(`model=${preset}`);
    base = { ...defaultConfig, model: modelPresets[preset] };
  }
  const shown = withoutGivenIds(config);
  for (const path of differingPaths(withoutGivenIds(base), shown)) parts.push(`${path}=${encode(valueAt(shown, path))}`);
  return parts.length === 0 ? '' : `#${[VERSION_MARK, ...parts].join('&')}`;
}

/**
 * The configuration a hash names; the default for an empty one.
 * @throws ConfigError naming each path that was refused
 */
export function fromHash(hash: string): ExperimentConfig {
  const [version, ...parts] = hash.replace(/^#/, '').split('&');
  if (!version) return defaultConfig;
  if (version !== VERSION_MARK) {
    throw new ConfigError([
      {
        path: 'version',
        message: `The address starts with “${version}”, not with “${VERSION_MARK}”: it was made by another version of this page`,
      },
    ]);
  }
  let config = defaultConfig;
  const patches: ConfigPatch[] = [];
  for (const part of parts) {
    const at = part.indexOf('=');
    const path = unescaped(at < 0 ? part : part.slice(0, at));
    const value = decode(at < 0 ? '' : part.slice(at + 1));
    if (path === 'place') continue;
    if (path === 'model') config = { ...config, model: presetNamed(value) };
    else patches.push(patchAt(path, value));
  }
  // Checked together: settings that only fit one another (image and patch side) may come in any order.
  return applyPatch(config, patches.reduce(mergePatches, {}));
}

/**
 * The place a hash names; Train where it names none.
 * @throws ConfigError for one that there is not
 */
export function placeIn(hash: string): Place {
  const named = hash
    .replace(/^#/, '')
    .split('&')
    .find((part) => part.startsWith('place='))
    ?.slice('place='.length);
  if (named === undefined) return 'train';
  if (isPlace(named)) return named;
  throw new ConfigError([{ path: 'place', message: `There is no place “${unescaped(named)}”; there are ${PLACES.join(', ')}` }]);
}

function presetNamed(value: unknown) {
  const name = String(value);
  if (Object.hasOwn(modelPresets, name)) return modelPresets[name as ModelPreset];
  throw new ConfigError([{ path: 'model', message: `There is no model “${name}”; there are ${Object.keys(modelPresets).join(', ')}` }]);
}

/** Words as they are, everything else as JSON; what would end a part is escaped. */
function encode(value: unknown): string {
  return encodeURIComponent(typeof value === 'string' && decodePlain(value) === value ? value : JSON.stringify(value)).replace(
    /%(3A|2C|5B|5D|7B|7D|22|2F)/g,
    decodeURIComponent,
  );
}

function decode(text: string): unknown {
  return decodePlain(unescaped(text));
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new ConfigError([{ path: text, message: 'This part of the address is damaged' }]);
  }
}

function decodePlain(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
