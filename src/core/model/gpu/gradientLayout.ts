/**
 * Where the partial sums of every parameter's gradient lie, and how many blocks of rows each is summed in. Layers whose partial sums
 * are few are gathered into the gradient together, in one dispatch; large ones a transformer block at a time, so that partial sums of
 * the whole model are never held at once.
 */
import type { GatheredPart, Stretch } from '../../ops/gradientNorm/kernel';
import { squareCount } from '../../ops/gradientNorm/kernel';
import type { PartialPlaces } from '../../ops/linear/kernel';
import { align, ALIGNMENT } from '../../ops/runtime/plan';
import { patchCount, sizeOf, type ModelShape, type ParameterShape } from '../shape';

/** Places of the partial sums of one parameter. */
export interface Place {
  blocks: number;
  at: number;
  stride: number;
}

/** Parameters whose partial sums lie in one region and are gathered together. They follow each other in the order of parameters. */
export interface GradientGroup {
  /** Length of the partial sums of its parameters. */
  size: number;
  /** What it makes of the gradient. */
  part: GatheredPart;
  positions: Place | undefined;
  /** Places of a layer's weight and bias. @throws Error when it belongs to another group */
  layer(name: string): PartialPlaces;
}

export interface GradientLayout {
  /** In the order of the parameters; the backward pass goes from the last to the first. */
  groups: readonly GradientGroup[];
  /** The group of a unit: `beginning`, `blocks.0` …, `end`. */
  groupOf(unit: string): GradientGroup;
  /** Sums of squares of all parts. */
  squares: number;
  /** How many stretches there are. */
  count: number;
  /** The table from which `gatherProgram` finds the gradient, in the order of the parameters. Made when it is asked for: it is long. */
  stretches(): Stretch[];
}

/** Rows that one block of a weight's gradient sums at least, and of a norm's. Small parameters need many blocks to occupy a GPU. */
const WEIGHT_ROWS = 512;
const NORM_ROWS = 64;
const MOST_BLOCKS = 64;
/** Partial sums of one parameter do not exceed this many values, as long as it has more than one block. */
const MOST_VALUES = 4 << 20;
const POSITION_BLOCKS = 8;
/** Partial sums of one group, unless a single transformer block has more: 16 MB. */
const GROUP_VALUES = 4 << 20;

function blocksOf(rows: number, rowsPerBlock: number, size: number): number {
  const wanted = Math.min(MOST_BLOCKS, Math.ceil(rows / rowsPerBlock));
  return Math.max(1, Math.min(wanted, Math.floor(MOST_VALUES / size)));
}

/** The part of the model that a parameter belongs to: what comes before the blocks, a block, what comes after. */
const unitOf = (parameter: string): string =>
  /^blocks\.\d+/.exec(parameter)?.[0] ?? (/^(norm|head)\./.test(parameter) ? 'end' : 'beginning');

interface Placed extends ParameterShape {
  own: number;
  blocks: number;
}

export interface LayoutOptions {
  /** Images of the largest of several parts whose gradients are added up: all parts have the groups of that one. Default: `images`. */
  largestPart?: number | undefined;
  /** Most partial sums of a group of several units. */
  groupValues?: number | undefined;
}

/** @param shapes in the order of the parameters */
export function gradientLayout(
  model: ModelShape,
  shapes: readonly ParameterShape[],
  images: number,
  { largestPart = images, groupValues = GROUP_VALUES }: LayoutOptions = {},
): GradientLayout {
  const placed = placedFor(model, shapes, images);
  const groups = grouped(largestPart === images ? placed : placedFor(model, shapes, largestPart), groupValues);
  const byName = new Map(placed.map((one) => [one.name, one]));

  const byUnit = new Map<string, GradientGroup>();
  const stretches: (() => Stretch[])[] = [];
  let at = 0;
  let squares = 0;
  for (const group of groups) {
    const members = group.map(({ name }) => byName.get(name)!);
    const made = layOut(members, at, squares);
    const { part } = made.group;
    stretches.push(made.stretches);
    at += part.size;
    squares += squareCount(part.size);
    for (const { name } of members) byUnit.set(unitOf(name), made.group);
  }
  const groupOf = (unit: string) => {
    const group = byUnit.get(unit);
    if (!group) throw new Error(`The model has no ${unit}`);
    return group;
  };
  return {
    ...{ groups: [...new Set(byUnit.values())], groupOf, squares, count: at / ALIGNMENT },
    stretches: () => stretches.flatMap((of) => of()),
  };
}

/** How many blocks of rows each parameter's gradient is summed in. */
function placedFor(model: ModelShape, shapes: readonly ParameterShape[], images: number): Placed[] {
  const rows = images * (patchCount(model) + 1);
  const sizes = new Map(shapes.map(({ name, shape }) => [name, sizeOf(shape)]));
  return shapes.map((shape): Placed => {
    const { name } = shape;
    const own = sizes.get(name)!;
    // A bias is summed together with its weight.
    const widest = Math.max(own, sizes.get(name.replace(/bias$/, 'weight')) ?? 0);
    // The class token's gradient is the first row of the positions'.
    if (name === 'cls_token') return { ...shape, own, blocks: 0 };
    if (name === 'pos_embed') return { ...shape, own, blocks: Math.min(POSITION_BLOCKS, images) };
    if (name.startsWith('head.')) return { ...shape, own, blocks: blocksOf(images, WEIGHT_ROWS, widest) };
    return { ...shape, own, blocks: blocksOf(rows, name.includes('norm') ? NORM_ROWS : WEIGHT_ROWS, widest) };
  });
}

const partialSize = (parameters: readonly Placed[]) => parameters.reduce((sum, { own, blocks }) => sum + blocks * align(own), 0);

/** Whole units, from the last on as the backward pass meets them, as many to a group as its size allows. */
function grouped(parameters: readonly Placed[], groupValues: number): Placed[][] {
  const units: Placed[][] = [];
  for (const parameter of parameters) {
    const before = units.at(-1);
    if (before && unitOf(before[0]!.name) === unitOf(parameter.name)) before.push(parameter);
    else units.push([parameter]);
  }
  const groups: Placed[][] = [];
  for (const unit of units.reverse()) {
    const after = groups[0];
    if (after && partialSize(after) + partialSize(unit) <= groupValues) after.unshift(...unit);
    else groups.unshift(unit);
  }
  return groups;
}

/** The group of these parameters, and its stretches. */
function layOut(members: readonly Placed[], at: number, squaresAt: number): { group: GradientGroup; stretches: () => Stretch[] } {
  const places = new Map<string, Place>();
  let size = 0;
  for (const { name, own, blocks } of members) {
    if (blocks === 0) continue;
    const stride = align(own);
    places.set(name, { blocks, at: size, stride });
    size += blocks * stride;
  }
  const positions = places.get('pos_embed');
  const stretches = () =>
    members.flatMap(({ name, own }) => {
      const { at, stride, blocks } = (places.get(name) ?? positions)!;
      return Array.from({ length: Math.ceil(own / ALIGNMENT) }, (_, i): Stretch => {
        const from = i * ALIGNMENT;
        return { start: at + from, stride, blocks, filled: Math.min(ALIGNMENT, own - from) };
      });
    });
  const group: GradientGroup = {
    size,
    part: { size: members.reduce((sum, { own }) => sum + align(own), 0), at, squaresAt },
    positions,
    layer(name) {
      const [weight, bias] = [places.get(`${name}.weight`), places.get(`${name}.bias`)];
      if (!weight || !bias) throw new Error(`The gradient of ${name} is gathered with others`);
      return { blocks: weight.blocks, weightAt: weight.at, weightStride: weight.stride, biasAt: bias.at, biasStride: bias.stride };
    },
  };
  return { group, stretches };
}
