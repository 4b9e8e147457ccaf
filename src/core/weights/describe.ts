/** What shapes do not say of a model: heads, normalisation, family. From what came along with it, else by its family. */
import type { ChannelStatistics } from '../ingest/duplicates/statistics';
import { IMAGENET, TIMM_VIT } from '../data/normalisation';
import { fileName, showName } from '../ingest/names';
import type { Description } from './files/open';
import { weightsError, type TensorFile } from './files/tensorFile';
import type { BodyShape, Layout } from './layout';
import { google } from './naming/google';
import { transformersDinov2, transformersVit } from './naming/transformers';

export interface Described {
  family: string;
  heads: number;
  /** null: nothing says. */
  normalisation: ChannelStatistics | null;
  /** How they were found, for people. */
  notes: string[];
}

/** Width of a head in the vision transformers that are published: ViT-Ti, S, B and L alike. */
const HEAD_WIDTH = 64;

/** @throws WeightsFileError where what came along speaks of another model */
export function describe(file: TensorFile, layout: Layout, descriptions: readonly Description[]): Described {
  const notes: string[] = [];
  const { family, normalisation: byFamily, why } = familyOf(file, layout);
  const model = descriptions.find(
    ({ content }) => isRecord(content) && ('hidden_size' in content || 'num_features' in content || 'architecture' in content),
  );
  if (model) checkDescription(model, layout.shape);
  const heads = headsOf(file, layout.shape, model, notes);
  const told = statisticsOf(descriptions);
  if (told) notes.push(`Normalisation ${inWords(told.statistics)}, from ${told.from}.`);
  else if (byFamily) notes.push(`Normalisation ${inWords(byFamily)}, ${why}.`);
  else notes.push(`Nothing says by what pixels are normalised: ${why}. Choose it, or add its config.json or preprocessor_config.json.`);
  const epsilon = Number(model?.content.layer_norm_eps);
  if (epsilon > 0 && epsilon !== 1e-6) notes.push(`Its norms add ${epsilon} to the variance, the model 1e-6.`);
  return { family, heads, normalisation: told?.statistics ?? byFamily, notes };
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** `0.5 ± 0.5`, or the three means and deviations. */
export function inWords({ mean, std }: ChannelStatistics): string {
  const one = (values: readonly number[]) => (values.every((value) => value === values[0]) ? String(values[0]) : values.join('/'));
  return `${one(mean)} ± ${one(std)}`;
}

function headsOf({ metadata }: TensorFile, { width }: BodyShape, model: Description | undefined, notes: string[]): number {
  const args = model?.content.model_args;
  const told: [unknown, string][] = [
    [model?.content.num_attention_heads, fileName(model?.path ?? '')],
    [isRecord(args) ? args.num_heads : undefined, fileName(model?.path ?? '')],
    // This project's own exports.
    [metadata.heads === undefined ? undefined : Number(metadata.heads), 'the file itself'],
  ];
  for (const [heads, from] of told)
    if (typeof heads === 'number' && Number.isInteger(heads) && heads > 0 && width % heads === 0) {
      notes.push(`Heads: ${heads}, from ${showName(from, 60)}.`);
      return heads;
    }
  const exact = width / HEAD_WIDTH;
  let heads = Math.max(1, Math.round(exact));
  while (width % heads !== 0) heads--;
  notes.push(
    Number.isInteger(exact)
      ? `Heads: ${heads}, as width ${width} / ${HEAD_WIDTH}.`
      : `Heads: ${heads}, a guess, since width ${width} is no multiple of ${HEAD_WIDTH}: set the number that the model was trained with.`,
  );
  return heads;
}

/** Settings of a description that the tensors can contradict. */
function checkDescription({ path, content }: Description, shape: BodyShape): void {
  const told: [string, unknown, number][] = [
    ['hidden_size', content.hidden_size, shape.width],
    ['num_hidden_layers', content.num_hidden_layers, shape.depth],
    ['patch_size', content.patch_size, shape.patch],
    ['image_size', content.image_size, shape.image],
    ['num_features', content.num_features, shape.width],
  ];
  for (const [key, value, found] of told)
    if (typeof value === 'number' && value !== found)
      throw weightsError(
        path,
        `it says ${key} ${value}, and the weights have ${found}: it is of another model; leave it out, or add the right one`,
      );
  const activation = content.hidden_act;
  if (typeof activation === 'string' && !/^gelu(_python)?$/u.test(activation))
    throw weightsError(path, `its MLPs use ${showName(activation, 24)}, those of the model exact GELU; take a model with hidden_act gelu`);
}

const isTriple = (value: unknown): value is [number, number, number] =>
  Array.isArray(value) && value.length === 3 && value.every((each) => typeof each === 'number' && Number.isFinite(each));

/** Mean and deviation (0 … 1) out of transformers' or timm's descriptions. */
function statisticsOf(descriptions: readonly Description[]): { statistics: ChannelStatistics; from: string } | null {
  for (const { path, content } of descriptions) {
    const timm = isRecord(content.pretrained_cfg) ? content.pretrained_cfg : content;
    const [mean, std] = [content.image_mean ?? timm.mean, content.image_std ?? timm.std];
    if (isTriple(mean) && isTriple(std) && std.every((each) => each > 0))
      return { statistics: { mean, std }, from: showName(fileName(path), 60) };
  }
  return null;
}

/** As this project's exports call them. */
const OWN: Readonly<Record<string, ChannelStatistics>> = { timm: TIMM_VIT, imagenet: IMAGENET };

interface Family {
  family: string;
  normalisation: ChannelStatistics | null;
  /** Why it is this one, or why none. */
  why: string;
}

function familyOf({ path, tensors, metadata }: TensorFile, { naming, prefix, parameters }: Layout): Family {
  const name = fileName(path).toLowerCase();
  const scaled = parameters.some(({ scale }) => scale !== undefined);
  if (naming === google) return { family: 'ViT of Google', normalisation: TIMM_VIT, why: 'as Google’s ViT are' };
  if (naming === transformersDinov2) return { family: 'DINOv2 of transformers', normalisation: IMAGENET, why: 'as DINOv2 is' };
  if (naming === transformersVit) {
    // DINO's vits16 in this form has neither.
    const google = [...tensors.keys()].some((each) => /(^|\.)(pooler|classifier)\./u.test(each)) && !prefix.endsWith('deit.');
    if (/dino|mae|deit/u.test(name) || prefix.endsWith('deit.'))
      return { family: 'ViT of transformers', normalisation: IMAGENET, why: 'as DINO, DeiT and MAE are' };
    return google
      ? { family: 'ViT of transformers', normalisation: TIMM_VIT, why: 'as Google’s ViT are' }
      : { family: 'ViT of transformers', normalisation: null, why: 'models with these names differ' };
  }
  if (metadata.configuration !== undefined && metadata.dim !== undefined)
    return OWN[metadata.normalisation ?? '']
      ? { family: 'Negative Space', normalisation: OWN[metadata.normalisation!]!, why: 'as the file itself says' }
      : { family: 'Negative Space', normalisation: null, why: 'it was trained with statistics that the file does not hold' };
  if (scaled) return { family: /deit/u.test(name) ? 'DeiT III' : 'DINOv2', normalisation: IMAGENET, why: 'as DINOv2 and DeiT III are' };
  if (/(backbone|teacher|student)\./u.test(prefix) || /dino/u.test(name))
    return { family: 'DINO', normalisation: IMAGENET, why: 'as DINO is' };
  if (/deit|mae/u.test(name)) return { family: 'timm', normalisation: IMAGENET, why: 'as DeiT and MAE are' };
  return { family: /visual\./u.test(prefix) ? 'CLIP image tower in timm' : 'timm', normalisation: null, why: 'timm’s models differ' };
}
