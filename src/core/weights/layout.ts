/** Where in a file the body of a vision transformer is, and its shape as the tensors have it. */
import { showName } from '../ingest/names';
import { shapeText, weightsError, type TensorFile } from './files/tensorFile';
import { google } from './naming/google';
import { bodyParameters, type Naming } from './naming/naming';
import { timm } from './naming/timm';
import { transformersDinov2, transformersVit } from './naming/transformers';
import { noTransformer, peculiarityOf } from './peculiar';

/** What the shapes of the tensors say. */
export interface BodyShape {
  /** Side of a patch, pixels. */
  patch: number;
  width: number;
  depth: number;
  mlpRatio: number;
  /** Side of the images that the position embeddings are for, pixels. */
  image: number;
}

/** One body of the file: its tensors' names begin with `prefix`. */
export interface Candidate {
  naming: Naming;
  prefix: string;
}

/** A parameter of ours, and where its values are. */
export interface Placed {
  name: string;
  shape: number[];
  /** Full names. */
  sources: string[];
  /** LayerScale of its rows. */
  scale?: string;
}

export interface Layout extends Candidate {
  shape: BodyShape;
  parameters: Placed[];
  /** `pos_embed` holds no position for the class token, whose position is then 0. */
  classUnplaced: boolean;
  /** Full names of what is left out. */
  beside: string[];
}

/** transformers' Dinov2Model before ViTModel: its sign is the rarer. */
const NAMINGS: readonly Naming[] = [timm, transformersDinov2, transformersVit, google];
const CHANNELS = 3;

/** Better first: a teacher is what DINO evaluates by, an average what others do. */
const rank = (prefix: string): number => (/student/u.test(prefix) ? 3 : /teacher|ema/u.test(prefix) ? 0 : prefix === '' ? 1 : 2);

/** Bodies in the file, the one that is meant by default first. @throws WeightsFileError where there is none */
export function findBodies({ path, tensors }: TensorFile): Candidate[] {
  const names = [...tensors.keys()];
  const found: Candidate[] = [];
  for (const naming of NAMINGS) {
    const prefixes = new Set(names.map((name) => naming.anchor.exec(name)?.[1]));
    for (const prefix of prefixes) {
      if (prefix === undefined || !/^(|.*[./])$/u.test(prefix)) continue;
      const own = names.filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length));
      const hasEnds = ['cls_token', 'pos_embed', 'patch_embed.proj.weight'].some((name) => own.includes(naming.sources(name)[0]![0]!));
      if (hasEnds && own.some((name) => naming.block.test(name))) found.push({ naming, prefix });
    }
  }
  if (found.length === 0) throw weightsError(path, noTransformer(names));
  return found.sort((a, b) => rank(a.prefix) - rank(b.prefix));
}

/**
 * Where each parameter of a body is, every shape checked.
 * @throws WeightsFileError where something is missing, is too much, or contradicts
 */
export function layOut(file: TensorFile, { naming, prefix }: Candidate): Layout {
  const { path, tensors } = file;
  const own = [...tensors.keys()].filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length));
  const known = new Set(own);
  const peculiar = peculiarityOf(own);
  if (peculiar !== null) throw weightsError(path, peculiar);
  const fail = (reason: string): never => {
    throw weightsError(path, reason);
  };

  const place = (name: string): string[] => {
    const ways = naming.sources(name);
    const found = ways.find((way) => way.every((source) => known.has(source)));
    if (found) return found;
    const closest = ways.find((way) => way.some((source) => known.has(source))) ?? ways[0]!;
    const missing = closest.find((source) => !known.has(source))!;
    if (name === 'pos_embed')
      return fail(`it has no position embedding (${prefix}${missing}), and the model needs one; take a ViT with learned positions`);
    return fail(`${prefix}${missing} is missing; copy or download the file again, or take the whole model`);
  };
  /** Of what is stored for a parameter, as one of ours. */
  const shapeOf = (name: string, sources: readonly string[]): number[] => {
    const shapes = sources.map((source) => {
      const stored = tensors.get(prefix + source)!.shape;
      return naming.layout ? naming.layout.shape(name, stored) : [...stored];
    });
    const [first] = shapes as [number[], ...number[][]];
    if (shapes.length === 1) return first;
    return [shapes.reduce((rows, shape) => rows + (shape[0] ?? 0), 0), ...first.slice(1)];
  };

  const blocks = new Set(own.flatMap((name) => naming.block.exec(name)?.[1] ?? []).map(Number));
  const depth = Math.max(...blocks) + 1;
  for (let i = 0; i < depth; i++)
    if (!blocks.has(i)) fail(`block ${i} is missing of ${depth}; copy or download the file again, or take the whole model`);
  const sources = new Map(bodyParameters(depth).map((name) => [name, place(name)]));
  const stored = (name: string) => shapeOf(name, sources.get(name)!);

  const projection = stored('patch_embed.proj.weight');
  const [width = 0, channels, patch = 0, other] = projection;
  if (projection.length !== 4 || patch !== other || channels !== CHANNELS || width < 1 || patch < 1)
    fail(
      `its patch projection is ${shapeText(projection)}, not [width, ${CHANNELS}, patch, patch]; take a ViT of square patches of RGB images`,
    );
  const positions = stored('pos_embed');
  const places = positions.at(-2) ?? 0;
  const classUnplaced = Number.isInteger(Math.sqrt(places));
  const grid = Math.sqrt(classUnplaced ? places : places - 1);
  if (!Number.isInteger(grid) || grid < 1)
    fail(`its position embedding is ${shapeText(positions)}, which is no square of patches and a class token; take a ViT of square images`);
  const [hidden = 0] = stored('blocks.0.mlp.fc1.weight');
  const mlpRatio = hidden / width;

  const expected = expectedShapes({ width, patch, hidden, places });
  const parameters = [...sources].map(([name, from]): Placed => {
    const shape = expected(name);
    const actual = shapeOf(name, from);
    // Some leave out axes of 1.
    const same = shapeText(actual.filter((side) => side !== 1)) === shapeText(shape.filter((side) => side !== 1));
    if (!same)
      fail(
        `its shapes contradict one another: ${prefix}${from.join(', ')} is ${shapeText(actual)} where width ${width}, patch ${patch} and the MLP’s ${hidden} ask for ${shapeText(shape)}`,
      );
    return { name, shape, sources: from.map((source) => prefix + source) };
  });

  const scales = scalesOf(naming, depth, known, fail);
  for (const parameter of parameters) {
    const scale = scales.get(parameter.name);
    if (scale === undefined) continue;
    const { shape } = tensors.get(prefix + scale)!;
    if (shape.length !== 1 || shape[0] !== width)
      fail(`its shapes contradict one another: ${prefix}${scale} is ${shapeText(shape)}, not [${width}]`);
    parameter.scale = prefix + scale;
  }

  const used = new Set([...parameters.flatMap((parameter) => parameter.sources), ...[...scales.values()].map((scale) => prefix + scale)]);
  const left = [...tensors.keys()].filter((name) => !used.has(name));
  const strange = left.find((name) => name.startsWith(prefix) && !isBeside(naming, name.slice(prefix.length), name, file));
  if (strange !== undefined)
    fail(
      `it holds ${showName(strange, 80)}, which a plain vision transformer does not have, so it would not compute the same; take a plain ViT`,
    );
  return { naming, prefix, shape: { patch, width, depth, mlpRatio, image: grid * patch }, parameters, classUnplaced, beside: left };
}

/** Heads and the like; of a body without a prefix, also what belongs to another body of the file. */
function isBeside(naming: Naming, own: string, name: string, { tensors }: TensorFile): boolean {
  if (naming.beside.test(own)) return true;
  const other = naming.anchor.exec(name)?.[1];
  if (other !== undefined && other !== '' && own.startsWith(other)) return true;
  // What is counted is no weight.
  return /^I|^U|^BOOL$/u.test(tensors.get(name)!.type) && tensors.get(name)!.shape.length === 0;
}

function expectedShapes({ width, patch, hidden, places }: { width: number; patch: number; hidden: number; places: number }) {
  const matrices: Readonly<Record<string, [number, number]>> = {
    'attn.qkv': [3 * width, width],
    'attn.proj': [width, width],
    'mlp.fc1': [hidden, width],
    'mlp.fc2': [width, hidden],
  };
  return (name: string): number[] => {
    if (name === 'cls_token') return [1, 1, width];
    if (name === 'pos_embed') return [1, places, width];
    if (name === 'patch_embed.proj.weight') return [width, CHANNELS, patch, patch];
    const part = /^blocks\.\d+\.(.+)\.(weight|bias)$/u.exec(name);
    const matrix = part ? matrices[part[1]!] : undefined;
    if (!matrix) return [width];
    return part![2] === 'weight' ? [...matrix] : [matrix[0]];
  };
}

/** LayerScales by the parameters whose rows they scale; in all blocks or in none. */
function scalesOf(naming: Naming, depth: number, known: ReadonlySet<string>, fail: (reason: string) => never): Map<string, string> {
  const scales = new Map<string, string>();
  for (let block = 0; block < depth; block++)
    for (const [branch, layer] of [
      ['attn', 'attn.proj'],
      ['mlp', 'mlp.fc2'],
    ] as const) {
      const scale = naming.scale(block, branch).find((name) => known.has(name));
      if (scale === undefined) continue;
      for (const kind of ['weight', 'bias']) scales.set(`blocks.${block}.${layer}.${kind}`, scale);
    }
  if (scales.size > 0 && scales.size < 4 * depth) fail('only some of its blocks have a LayerScale; copy or download the file again');
  return scales;
}
