/**
 * Pretrained weights out of what was dropped on the page: looked at first, so that what shapes do not say can be chosen, then read as a
 * whole into timm's names, LayerScale folded in. The classifier is left out; the head of metric learning is drawn anew with each run.
 */
import type { ChannelStatistics } from '../ingest/duplicates/statistics';
import { fileName, showName } from '../ingest/names';
import type { SourceFile } from '../ingest/source';
import { sizeOf, type Weights } from '../model/shape';
import { describe } from './describe';
import { openFiles } from './files/open';
import { inWeightsWords, weightsError, type TensorFile } from './files/tensorFile';
import { findBodies, layOut, type BodyShape, type Layout, type Placed } from './layout';
import { resamplePositions } from './positions';

/** What may be chosen where the file does not say it, or says it wrongly. */
export interface WeightsChoices {
  /** Of attention; default: as described, else width / 64. */
  heads?: number;
  /** By what pixels were normalised in training; default: as described, else by family. */
  normalisation?: ChannelStatistics;
  /** Which of the bodies in the file, by what their names begin with; default: the first of `prefixes`. */
  prefix?: string;
}

/** What was found, before it is read as a whole. */
export interface WeightsFound {
  /** For people: the name of the file. */
  name: string;
  family: string;
  shape: BodyShape & { heads: number };
  /** null: nothing says, and it has to be chosen. */
  normalisation: ChannelStatistics | null;
  /** What the names of the body begin with, and of all bodies that the file holds. */
  prefix: string;
  prefixes: string[];
  /** Numbers of the body. */
  parameters: number;
  /** What was decided and what was left out, for people. */
  notes: string[];
}

export interface ImportedWeights extends WeightsFound {
  /** By timm's names, without the head; positions as they were trained, with one for the class token. */
  body: Weights;
}

interface Looked {
  file: TensorFile;
  layout: Layout;
  found: WeightsFound;
}

/**
 * What the files hold; of the tensors only names and shapes are read.
 * @throws WeightsFileError that names what is there and what to do
 */
export async function inspectWeights(files: readonly SourceFile[], choices: WeightsChoices = {}): Promise<WeightsFound> {
  return inWeightsWords(async () => (await look(files, choices)).found);
}

/**
 * Reads the weights as a whole.
 * @throws WeightsFileError also for values that are not finite
 */
export async function importWeights(files: readonly SourceFile[], choices: WeightsChoices = {}): Promise<ImportedWeights> {
  return inWeightsWords(async () => {
    const { file, layout, found } = await look(files, choices);
    const body: Weights = {};
    for (const parameter of layout.parameters) body[parameter.name] = await readParameter(file, layout, parameter);
    return { ...found, body };
  });
}

/** The body at another side of the images: its positions resampled, all else as it is. */
export function bodyAt(body: Weights, { width, patch, image }: Pick<BodyShape, 'width' | 'patch' | 'image'>, side: number): Weights {
  return { ...body, pos_embed: resamplePositions(body.pos_embed!, width, image / patch, side / patch) };
}

async function look(files: readonly SourceFile[], choices: WeightsChoices): Promise<Looked> {
  const { tensors: file, descriptions } = await openFiles(files);
  const bodies = findBodies(file);
  const prefixes = bodies.map(({ prefix }) => prefix);
  const chosen = choices.prefix === undefined ? bodies[0]! : bodies.find(({ prefix }) => prefix === choices.prefix);
  if (!chosen)
    throw weightsError(
      file.path,
      `no names of a model in it begin with “${showName(choices.prefix!, 60)}”; there are ${prefixes.map(quoted).join(', ')}`,
    );
  const layout = layOut(file, chosen);
  const { width } = layout.shape;
  const described = describe(file, layout, descriptions);
  const heads = choices.heads ?? described.heads;
  if (!Number.isInteger(heads) || heads < 1 || width % heads !== 0)
    throw weightsError(file.path, `${heads} heads do not divide the width ${width}; choose a divisor`);
  const notes = [...described.notes, ...notesOf(layout, prefixes)];
  const parameters = layout.parameters.reduce((sum, { shape }) => sum + sizeOf(shape), 0) + (layout.classUnplaced ? width : 0);
  const found: WeightsFound = {
    name: showName(fileName(file.path)),
    family: described.family,
    shape: { ...layout.shape, heads },
    normalisation: choices.normalisation ?? described.normalisation,
    prefix: layout.prefix,
    prefixes,
    parameters,
    notes,
  };
  return { file, layout, found };
}

const quoted = (prefix: string) => (prefix === '' ? '“” (no prefix)' : `“${showName(prefix, 60)}”`);

function notesOf({ prefix, parameters, classUnplaced, beside }: Layout, prefixes: readonly string[]): string[] {
  const notes: string[] = [];
  if (prefixes.length > 1)
    notes.push(
      `It holds ${prefixes.length} models; this is ${quoted(prefix)}, the others are ${prefixes
        .filter((each) => each !== prefix)
        .map(quoted)
        .join(', ')}.`,
    );
  if (parameters.some(({ scale }) => scale !== undefined))
    notes.push('LayerScale is folded into the projections, which computes the same.');
  if (classUnplaced) notes.push('The class token has no position in it: it gets one of zeros, which computes the same.');
  const own = beside.filter((name) => name.startsWith(prefix)).length;
  if (beside.length > 0) {
    const named = beside
      .slice(0, 3)
      .map((name) => showName(name, 60))
      .join(', ');
    const whose = own === beside.length ? 'heads and the like' : 'of other models, heads and the like';
    notes.push(`Left out: ${beside.length} tensors (${whose}): ${named}${beside.length > 3 ? ', …' : ''}.`);
  }
  return notes;
}

async function readParameter(file: TensorFile, { naming, classUnplaced, shape }: Layout, placed: Placed): Promise<Float32Array> {
  const size = sizeOf(placed.shape);
  const unplaced = placed.name === 'pos_embed' && classUnplaced ? shape.width : 0;
  const values = new Float32Array(unplaced + size);
  let at = unplaced;
  for (const source of placed.sources) {
    const read = await file.read(source);
    const bad = read.findIndex((value) => !Number.isFinite(value));
    if (bad >= 0)
      throw weightsError(
        file.path,
        `${source} holds a value that is not finite (${read[bad]} at ${bad}); its training went wrong, or the file is damaged: take another`,
      );
    values.set(naming.layout ? naming.layout.values(placed.name, file.tensors.get(source)!.shape, read) : read, at);
    at += read.length;
  }
  if (placed.scale !== undefined) fold(values, await finiteScale(file, placed.scale));
  return values;
}

async function finiteScale(file: TensorFile, name: string): Promise<Float32Array> {
  const scale = await file.read(name);
  if (scale.some((value) => !Number.isFinite(value)))
    throw weightsError(file.path, `${name} holds a value that is not finite; take another file`);
  return scale;
}

/** x + γ ⊙ (W y + b) = x + (diag(γ) W y + γ ⊙ b): rows of a matrix, or the values of a bias, times γ. */
function fold(values: Float32Array, scale: Float32Array): void {
  const row = values.length / scale.length;
  for (let i = 0; i < values.length; i++) values[i]! *= scale[Math.floor(i / row)]!;
}
