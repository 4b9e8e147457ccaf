/**
 * Refuses every setting that cannot be trained with, naming it: for `lab.configure`, the controls, the URL, stored
 * configurations and the worker alike. The rules themselves stand in `schema.ts`; what only the image set can tell is here.
 */
import { z } from 'zod';
import { ConfigError } from '../errors';
import { SPLIT_CODE } from '../data/imageSet';
import { partsInForce, type EvaluatedPart, type SplitImages } from '../data/parts';
import { CONFIG_VERSION, experimentConfigSchema, type ConfigIssue, type ConfigPatch, type ExperimentConfig } from './schema';

export { ConfigError };

/**
 * A whole configuration from anything, such as parsed JSON. Unknown settings are refused, not dropped: a misspelt one would
 * otherwise train with the default in silence.
 * @throws ConfigError with a dotted path (`head.c`, `runs.1.name`) for each refused setting
 */
export function parseConfig(input: unknown): ExperimentConfig {
  const issues = unknownSettings(experimentConfigSchema, input, []);
  if (isRecord(input) && input.version !== undefined && input.version !== CONFIG_VERSION) {
    const reason = `This configuration has version ${quote(input.version)}; version ${CONFIG_VERSION} is the one that can be read`;
    throw new ConfigError([{ path: 'version', message: reason }]);
  }
  const result = experimentConfigSchema.safeParse(input, { error: explain });
  if (!result.success) issues.push(...result.error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message })));
  if (issues.length > 0 || !result.success) throw new ConfigError(issues);
  return result.data;
}

/**
 * The configuration with a change taken in: objects are merged, arrays (the runs) replaced, `undefined` leaves a setting as it is.
 * Neither argument is changed.
 * @throws ConfigError as `parseConfig` does; the change is then refused as a whole
 */
export function applyPatch(config: ExperimentConfig, patch: ConfigPatch): ExperimentConfig {
  if (!isRecord(patch)) throw new ConfigError([{ path: '', message: `A change must be an object of settings, not ${quote(patch)}` }]);
  return parseConfig(merge(config, patch));
}

/** What the checks need to know of an image set. */
export interface ImageSetCounts {
  /** Classes with at least one training image. */
  trainClasses: number;
  /** The part that is judged by: the one asked for, or the test images where there are too few to hold back. */
  part: EvaluatedPart;
  /** Images of that part. */
  evaluationImages: number;
  /** Classes with at least two images in the evaluated split. */
  classesWithPositives: number;
  /** Images of those classes: each can be a query. */
  evaluationQueries: number;
}

/** Counts what `checkAgainstImageSet` needs, with the images held back that this configuration holds back. */
export function countImageSet(images: SplitImages, config: Pick<ExperimentConfig, 'batch' | 'evaluation'>): ImageSetCounts {
  const { split, part } = partsInForce(images, config);
  const train = new Set<number>();
  const perClass = new Map<number, number>();
  let evaluationImages = 0;
  images.labels.forEach((label, row) => {
    if (split[row] === SPLIT_CODE.train) train.add(label);
    if (split[row] !== SPLIT_CODE[part]) return;
    evaluationImages++;
    perClass.set(label, (perClass.get(label) ?? 0) + 1);
  });
  const withPositives = [...perClass.values()].filter((count) => count >= 2);
  return {
    part,
    trainClasses: train.size,
    evaluationImages,
    classesWithPositives: withPositives.length,
    evaluationQueries: withPositives.reduce((sum, count) => sum + count, 0),
  };
}

/** What of a valid configuration this image set cannot carry; empty = nothing. */
export function checkAgainstImageSet(
  config: Pick<ExperimentConfig, 'batch'>,
  counts: Pick<ImageSetCounts, 'part' | 'trainClasses' | 'classesWithPositives' | 'evaluationQueries'>,
): ConfigIssue[] {
  const issues: ConfigIssue[] = [];
  const { trainClasses } = counts;
  if (trainClasses < 2) {
    issues.push({
      path: 'imageSet',
      message: `Training needs images of at least 2 classes, and the training split has ${trainClasses}; choose another image set or split`,
    });
  } else if (config.batch.classes > trainClasses) {
    const message = `Classes per batch is ${config.batch.classes}, but only ${trainClasses} classes have training images; choose at most ${trainClasses}`;
    issues.push({ path: 'batch.classes', message });
  }
  if (counts.classesWithPositives === 0 || counts.evaluationQueries === 0) {
    const message = `No class has two images in the ${counts.part} split, so nothing can be retrieved; choose the other split or another image set`;
    issues.push({ path: 'evaluation.split', message });
  }
  return issues;
}

type Path = (string | number)[];

/** Settings the schema does not know, wherever in the input they are. */
function unknownSettings(schema: unknown, input: unknown, path: Path): ConfigIssue[] {
  if (schema instanceof z.ZodOptional) return unknownSettings(schema.unwrap(), input, path);
  if (schema instanceof z.ZodPipe) return unknownSettings(schema.in, input, path);
  if (schema instanceof z.ZodArray)
    return Array.isArray(input) ? input.flatMap((item, i) => unknownSettings(schema.element, item, [...path, i])) : [];
  if (!(schema instanceof z.ZodObject) || !isRecord(input)) return [];
  const shape: Record<string, unknown> = schema.shape;
  return Object.keys(input).flatMap((key) => {
    if (Object.hasOwn(shape, key)) return unknownSettings(shape[key], input[key], [...path, key]);
    const message = `There is no such setting; ${path.length > 0 ? `in ${path.join('.')}` : 'here'} there are ${Object.keys(shape).join(', ')}`;
    return [{ path: [...path, key].join('.'), message }];
  });
}

/** Reasons where the schema gives none of its own. */
function explain(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      if (issue.input === undefined) return 'This setting is missing';
      return `Must be ${issue.expected === 'object' || issue.expected === 'array' || issue.expected === 'int' ? 'an' : 'a'} ${issue.expected}, not ${quote(issue.input)}`;
    case 'invalid_value':
      return `Must be ${issue.values.map(quote).join(' or ')}, not ${quote(issue.input)}`;
    case 'too_small':
      return `Must be ${issue.inclusive ? 'at least' : 'greater than'} ${issue.minimum.toLocaleString('en')}`;
    case 'too_big':
      return `Must be ${issue.inclusive ? 'at most' : 'below'} ${issue.maximum.toLocaleString('en')}`;
    default:
      return undefined;
  }
}

function quote(value: unknown): string {
  if (typeof value === 'string') return `“${value}”`;
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  return String(value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function merge(base: unknown, patch: unknown): unknown {
  if (patch === undefined) return base;
  if (!isRecord(base) || !isRecord(patch)) return patch;
  // Through entries, not assignment: a key such as `__proto__` must arrive at the check for unknown settings as any other.
  const keys = new Set([...Object.keys(base), ...Object.keys(patch)]);
  return Object.fromEntries([...keys].map((key) => [key, merge(Object.hasOwn(base, key) ? base[key] : undefined, patch[key])]));
}
