/** Where the partial sums of every parameter's gradient lie, and how many blocks of rows each is summed in. */
import type { PartialPlaces } from '../../ops/linear/programs';
import type { Stretch } from '../../ops/gradientNorm/programs';
import { align, ALIGNMENT } from '../../ops/runtime/plan';
import { patchCount, sizeOf, type ModelShape, type ParameterShape } from '../shape';

interface Place {
  size: number;
  blocks: number;
  at: number;
  stride: number;
}

export interface GradientLayout {
  /** Length of all partial sums together. */
  size: number;
  /** Places of a layer's weight and bias. */
  layer(name: string): PartialPlaces;
  positions: Place;
  /** The table from which `gatherProgram` finds the gradient, in the order of the parameters. */
  stretches: Stretch[];
}

/** Rows that one block of a weight's gradient sums at least, and of a norm's. Small parameters need many blocks to occupy a GPU. */
const WEIGHT_ROWS = 512;
const NORM_ROWS = 64;
const MOST_BLOCKS = 64;
/** Partial sums of one parameter do not exceed this many values, as long as it has more than one block. */
const MOST_VALUES = 4 << 20;
const POSITION_BLOCKS = 8;

function blocksOf(rows: number, rowsPerBlock: number, size: number): number {
  const wanted = Math.min(MOST_BLOCKS, Math.ceil(rows / rowsPerBlock));
  return Math.max(1, Math.min(wanted, Math.floor(MOST_VALUES / size)));
}

export function gradientLayout(model: ModelShape, shapes: readonly ParameterShape[], images: number): GradientLayout {
  const rows = images * (patchCount(model) + 1);
  const sizes = new Map(shapes.map(({ name, shape }) => [name, sizeOf(shape)]));
  const places = new Map<string, Place>();
  let size = 0;
  for (const { name } of shapes) {
    // The class token's gradient is the first row of the positions'.
    if (name === 'cls_token') continue;
    const own = sizes.get(name)!;
    // A bias is summed together with its weight.
    const widest = Math.max(own, sizes.get(name.replace(/bias$/, 'weight')) ?? 0);
    const blocks =
      name === 'pos_embed'
        ? Math.min(POSITION_BLOCKS, images)
        : name.startsWith('head.')
          ? blocksOf(images, WEIGHT_ROWS, widest)
          : blocksOf(rows, name.includes('norm') ? NORM_ROWS : WEIGHT_ROWS, widest);
    const stride = align(own);
    places.set(name, { size: own, blocks, at: size, stride });
    size += blocks * stride;
  }
  const positions = places.get('pos_embed')!;
  const stretches = shapes.flatMap(({ name }) => {
    const place = { ...(places.get(name) ?? positions), size: sizes.get(name)! };
    return Array.from({ length: align(place.size) / ALIGNMENT }, (_, i): Stretch => {
      const from = i * ALIGNMENT;
      return { start: place.at + from, stride: place.stride, blocks: place.blocks, filled: Math.min(ALIGNMENT, place.size - from) };
    });
  });
  return {
    size,
    positions,
    stretches,
    layer(name) {
      const [weight, bias] = [places.get(`${name}.weight`)!, places.get(`${name}.bias`)!];
      return { blocks: weight.blocks, weightAt: weight.at, weightStride: weight.stride, biasAt: bias.at, biasStride: bias.stride };
    },
  };
}
