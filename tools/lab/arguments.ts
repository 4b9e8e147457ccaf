/** What was asked for on the command line, checked as far as that goes without a browser. Pure but for files that are named. */
import { describeIssue, GridError } from '../../src/core/errors';
import { backendChoices, type BackendChoice, type ExperimentConfig } from '../../src/core/configuration/schema';
import { defaultConfig } from '../../src/core/configuration/presets';
import { applyPatch, ConfigError } from '../../src/core/configuration/validate';
import { AXES, axisOf } from '../../src/core/sweep/axes';
import type { Grid, GridValue } from '../../src/core/sweep/sweep.types';
import { parseValues } from '../../src/core/sweep/values';
import { mergePatches, patchAt, valueAt } from '../../src/state/session/settings';
import { nearest } from './nearest';

/** Bad arguments: the message says what is wrong and what would be right. Exit status 2. */
export class UsageError extends Error {
  override name = 'UsageError';
}

export const COMMANDS = ['train', 'sweep', 'export', 'report', 'table'] as const;
export type CommandName = (typeof COMMANDS)[number];

interface Option {
  /** What follows it; undefined = nothing. */
  value?: string;
  about: string;
  /** May be given several times. */
  several?: boolean;
  of: readonly CommandName[];
}

const ALL = COMMANDS;
const FILES: readonly CommandName[] = ['export', 'report', 'table'];
const TRAINING: readonly CommandName[] = ['train', 'sweep'];

export const OPTIONS: Readonly<Record<string, Option>> = {
  config: {
    value: 'FILE|LINK',
    about: 'settings: a JSON file, the record of an experiment (.zip), or a link of the page (in quotes)',
    of: TRAINING,
  },
  images: {
    value: 'DIR|FILE|SET',
    about: 'a folder, an archive, or a set that the page brings along: bundled, emoji, fashion',
    of: TRAINING,
  },
  set: { value: 'PATH=VALUE', about: 'one setting, as head.c=0.5; may be given several times', several: true, of: TRAINING },
  steps: { value: 'N', about: 'steps to train; in a sweep, each cell', of: TRAINING },
  backend: { value: backendChoices.join('|'), about: 'where it is computed; default: as configured', of: TRAINING },
  grid: {
    value: 'GRID',
    about: 'what is swept: "head.tauSpherical=0.05,0.1;runs.geometry=spherical,hyperbolic;seed=0..2"',
    of: ['sweep'],
  },
  jobs: { value: 'N', about: 'cells trained at once; default: as many as the machine carries', of: ['sweep'] },
  test: { about: 'a final test at the end: one look at the test images', of: ['train'] },
  title: { value: 'TEXT', about: 'of the report', of: ['report'] },
  site: {
    value: 'URL',
    about: 'address of a page: links of reports open there; default: what is put behind # of any page',
    of: ['train', 'sweep', 'report'],
  },
  metric: { value: 'NAME', about: 'what is tabulated; default: recall@1', of: ['table'] },
  negatives: { value: 'K', about: 'how many hard negatives of an anchor are compared; default: 10', of: ['table'] },
  figure: { value: 'FILE.svg', about: 'draws it against the setting that was varied', of: ['table'] },
  out: { value: 'DIR', about: 'where files are written; default: ./lab-out', of: ALL.filter((name) => name !== 'table') },
  json: { about: 'the result as one JSON object on standard output; everything else goes to standard error', of: ALL },
  help: { about: 'this text', of: ALL },
};

export interface Arguments {
  command: CommandName;
  help: boolean;
  json: boolean;
  out: string;
  /** Files, of `export`, `report` and `table`. */
  files: string[];
  config?: string;
  images?: string;
  settings: { path: string; value: unknown }[];
  steps?: number;
  backend?: BackendChoice;
  test: boolean;
  grid?: Grid;
  jobs?: number;
  title?: string;
  site?: string;
  figure?: string;
  metric?: string;
  /** Hard negatives compared by `table`. */
  negatives?: number;
}

const ABOUT: Record<CommandName, string> = {
  train: 'trains an experiment and writes it as experiment.zip and report.html; run again with the same --out it goes on where it stopped',
  sweep:
    'trains every combination of a grid, and writes their records as sweep.zip and report.html; run again with the same --out it goes on',
  export: 'writes records of experiments (.zip) with everything that others read: metrics.csv, weights, embeddings, figures',
  report: 'writes one report.html of records of experiments (.zip)',
  table: 'prints what records of experiments (.zip) measured, by setting: means over the seeds and what hard negatives are shared',
};

/** How this command was called. */
export const SELF = process.env.npm_lifecycle_event === 'lab' ? 'npm run lab --' : 'npx negative-space';

export function usage(command?: CommandName): string {
  const shown = Object.entries(OPTIONS).filter(([, { of }]) => command === undefined || of.includes(command));
  const left = shown.map(([name, { value }]) => `  --${name}${value ? ` ${value}` : ''}`);
  const width = Math.max(...left.map(({ length }) => length)) + 2;
  const about = (name: CommandName) => `  ${name.padEnd(8)}${ABOUT[name]}`;
  return [
    `${SELF} ${command ?? COMMANDS.join('|')}${command && FILES.includes(command) ? ' FILE.zip …' : ''} [options]`,
    '',
    ...(command ? [about(command)] : COMMANDS.map(about)),
    '',
    ...shown.map(([, { about: text }], i) => `${left[i]!.padEnd(width)}${text}`),
    '',
    'Exit status: 0 done, 1 failed, 2 bad arguments, 130 interrupted (what is finished is kept).',
  ].join('\n');
}

const didYouMean = (word: string, known: readonly string[], mark = ''): string => {
  const close = nearest(word, known);
  return close === undefined ? `there are ${known.map((one) => mark + one).join(', ')}` : `did you mean ${mark}${close}?`;
};

function optionNamed(name: string, command: CommandName): Option {
  const option = Object.hasOwn(OPTIONS, name) ? OPTIONS[name] : undefined;
  const own = Object.keys(OPTIONS).filter((key) => OPTIONS[key]!.of.includes(command));
  if (!option) throw new UsageError(`There is no option --${name}; ${didYouMean(name, own, '--')}`);
  if (!option.of.includes(command))
    throw new UsageError(`--${name} is for ${option.of.join(' and ')}, not for ${command}; ${didYouMean(name, own, '--')}`);
  return option;
}

/** Option → what was given for it, in order. */
function given(rest: readonly string[], command: CommandName): { values: Map<string, string[]>; files: string[] } {
  const values = new Map<string, string[]>();
  const files: string[] = [];
  for (let i = 0; i < rest.length; i++) {
    const word = rest[i]!;
    if (!word.startsWith('--')) {
      files.push(word);
      continue;
    }
    const at = word.indexOf('=');
    const name = word.slice(2, at < 0 ? undefined : at);
    const { value, several } = optionNamed(name, command);
    const before = values.get(name) ?? [];
    if (before.length > 0 && !several) throw new UsageError(`--${name} is given twice; say it once.`);
    if (value === undefined && at >= 0) throw new UsageError(`--${name} takes no value; leave out “${word.slice(at)}”.`);
    const next = at >= 0 ? word.slice(at + 1) : value === undefined ? '' : rest[++i];
    if (value !== undefined && (next === undefined || next === '' || next.startsWith('--')))
      throw new UsageError(`--${name} needs a value: --${name} ${value}`);
    values.set(name, [...before, next ?? '']);
  }
  return { values, files };
}

function wholeNumber(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw new UsageError(`--${name} ${text} is not a whole number from 1 on.`);
  return number;
}

function backendNamed(text: string | undefined): BackendChoice | undefined {
  if (text === undefined) return undefined;
  const found = backendChoices.find((choice) => choice === text);
  if (!found) throw new UsageError(`--backend ${text}: ${didYouMean(text, backendChoices)}`);
  return found;
}

/** Settings between semicolons, values between commas or as a range; as on the Sweep page. */
function gridIn(text: string): Grid {
  const grid: Record<string, readonly GridValue[]> = {};
  for (const part of text.split(';').filter((one) => one.trim() !== '')) {
    const at = part.indexOf('=');
    const path = part.slice(0, at < 0 ? undefined : at).trim();
    const axis = axisOf(path);
    if (!axis) {
      const paths = AXES.map((one) => one.path);
      throw new UsageError(`--grid: ${path} is no setting that can be swept; ${didYouMean(path, paths)}`);
    }
    if (at < 0) throw new UsageError(`--grid: ${path} has no values; write ${path}=… with commas between them`);
    if (Object.hasOwn(grid, path)) throw new UsageError(`--grid: ${path} is there twice; give all its values at once`);
    try {
      grid[path] = parseValues(axis, part.slice(at + 1));
    } catch (error) {
      if (!(error instanceof GridError)) throw error;
      throw new UsageError(`--grid: ${error.message}`);
    }
  }
  return grid;
}

function settingIn(text: string): Arguments['settings'][number] {
  const at = text.indexOf('=');
  if (at < 1) throw new UsageError(`--set ${text}: write a setting and its value, as --set head.c=0.5`);
  const [path, written] = [text.slice(0, at), text.slice(at + 1)];
  const known = settingPaths();
  if (!known.includes(path)) throw new UsageError(`--set ${text}: there is no setting ${path}; ${didYouMean(path, known)}`);
  try {
    return { path, value: JSON.parse(written) };
  } catch {
    return { path, value: written };
  }
}

/** Every setting by its path: `head.c`. */
export function settingPaths(): string[] {
  const paths: string[] = [];
  const walk = (value: unknown, path: string) => {
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      for (const [key, inner] of Object.entries(value)) walk(inner, path === '' ? key : `${path}.${key}`);
    else if (path !== 'version') paths.push(path);
  };
  walk(defaultConfig, '');
  return paths;
}

/** @throws UsageError */
export function parseArguments(argv: readonly string[]): Arguments | { help: true; command?: CommandName } {
  const [word, ...rest] = argv;
  if (word === undefined || word === '--help' || word === 'help') return { help: true };
  const command = COMMANDS.find((name) => name === word);
  if (!command) throw new UsageError(`There is no command “${word}”; ${didYouMean(word, COMMANDS)}`);
  if (rest.includes('--help')) return { help: true, command };
  const { values, files } = given(rest, command);
  const one = (name: string) => values.get(name)?.[0];
  if (command === 'train' && files.length > 0)
    throw new UsageError(`train takes no “${files[0]}”; settings are given by --config or --set.`);
  if (FILES.includes(command) && files.length === 0)
    throw new UsageError(`${command} needs the files of experiments: ${command} FILE.zip …`);
  const grid = one('grid') === undefined ? undefined : gridIn(one('grid')!);
  if (command === 'sweep' && !grid) throw new UsageError('sweep needs a grid: sweep --grid "head.tauSpherical=0.05,0.1;seed=0..2"');
  const steps = wholeNumber('steps', one('steps'));
  const jobs = wholeNumber('jobs', one('jobs'));
  const negatives = wholeNumber('negatives', one('negatives'));
  const [metric, figure] = [one('metric'), one('figure')];
  const backend = backendNamed(one('backend'));
  const [config, images, title, site] = [one('config'), one('images'), one('title'), one('site')];
  if (site !== undefined && !(URL.canParse(site) && /^https?:/.test(site)))
    throw new UsageError(`--site ${site} is no address of a page: write it as https://example.org/lab/`);
  return {
    command,
    help: false,
    json: values.has('json'),
    out: one('out') ?? 'lab-out',
    files,
    settings: (values.get('set') ?? []).map(settingIn),
    test: values.has('test'),
    ...(config === undefined ? {} : { config }),
    ...(images === undefined ? {} : { images }),
    ...(title === undefined ? {} : { title }),
    ...(site === undefined ? {} : { site }),
    ...(steps === undefined ? {} : { steps }),
    ...(grid === undefined ? {} : { grid }),
    ...(jobs === undefined ? {} : { jobs }),
    ...(metric === undefined ? {} : { metric }),
    ...(figure === undefined ? {} : { figure }),
    ...(negatives === undefined ? {} : { negatives }),
    ...(backend === undefined ? {} : { backend }),
  };
}

/** The configuration with what the command line says of it. @throws UsageError naming each setting that was refused */
export function withArguments(base: ExperimentConfig, { settings, steps, backend }: Arguments): ExperimentConfig {
  const patches = [
    ...settings.map(({ path, value }) => patchAt(path, value)),
    ...(steps === undefined ? [] : [{ steps }]),
    ...(backend === undefined ? [] : [{ backend }]),
  ];
  try {
    return applyPatch(base, patches.reduce(mergePatches, {}));
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const lines = error.issues.map((issue) => {
      const now = valueAt(base, issue.path);
      return now === undefined ? describeIssue(issue) : `${describeIssue(issue)} (without it: ${JSON.stringify(now)})`;
    });
    throw new UsageError(`These settings cannot be used.\n${lines.join('\n')}`);
  }
}
