/**
 * Google's checkpoints in JAX (vision_transformer and big_vision), as timm reads them: kernels are [inputs, outputs], those of attention
 * have an axis for the heads, the patch projection is [patch, patch, channels, width].
 */
import { partOfBlock, type Naming } from './naming';

const FIXED: Readonly<Record<string, string>> = {
  cls_token: 'cls',
  pos_embed: 'Transformer/posembed_input/pos_embedding',
  'patch_embed.proj.weight': 'embedding/kernel',
  'patch_embed.proj.bias': 'embedding/bias',
  'norm.weight': 'Transformer/encoder_norm/scale',
  'norm.bias': 'Transformer/encoder_norm/bias',
};

/** In vision_transformer and in big_vision, which count layers of a kind each from 0. */
const ATTENTION = ['MultiHeadDotProductAttention_1', 'MultiHeadDotProductAttention_0'];
const MLP = ['MlpBlock_3', 'MlpBlock_0'];
const SECOND_NORM = ['LayerNorm_2', 'LayerNorm_1'];

function inBlock(part: string, kind: string): string[][] {
  const layer = kind === 'weight' ? 'kernel' : 'bias';
  const norm = kind === 'weight' ? 'scale' : 'bias';
  switch (part) {
    case 'norm1':
      return [[`LayerNorm_0/${norm}`]];
    case 'norm2':
      return SECOND_NORM.map((name) => [`${name}/${norm}`]);
    case 'attn.qkv':
      return ATTENTION.map((name) => ['query', 'key', 'value'].map((which) => `${name}/${which}/${layer}`));
    case 'attn.proj':
      return ATTENTION.map((name) => [`${name}/out/${layer}`]);
    default:
      return MLP.map((name) => [`${name}/Dense_${part === 'mlp.fc1' ? 0 : 1}/${layer}`]);
  }
}

const product = (sides: readonly number[]) => sides.reduce((size, side) => size * side, 1);

/** A kernel of a linear layer as a matrix: how many axes of it are inputs. */
function inputsOf(parameter: string, stored: readonly number[]): number | undefined {
  const part = partOfBlock(parameter);
  if (part?.kind !== 'weight' || part.part.startsWith('norm')) return undefined;
  return product(part.part === 'attn.proj' ? stored.slice(0, -1) : stored.slice(0, 1));
}

export const google: Naming = {
  title: 'Google’s ViT',
  anchor: /^(.*?)(?:embedding\/kernel$|Transformer\/encoderblock_\d+\/)/u,
  block: /^Transformer\/encoderblock_(\d+)\//u,
  sources(parameter) {
    const fixed = FIXED[parameter];
    if (fixed !== undefined) return [[fixed]];
    const { block, part, kind } = partOfBlock(parameter)!;
    return inBlock(part, kind).map((way) => way.map((name) => `Transformer/encoderblock_${block}/${name}`));
  },
  scale: () => [],
  beside: /^(head|pre_logits)\//u,
  layout: {
    shape(parameter, stored) {
      if (parameter === 'patch_embed.proj.weight' && stored.length === 4) return [3, 2, 0, 1].map((axis) => stored[axis]!);
      const inputs = inputsOf(parameter, stored);
      if (inputs !== undefined) return [product(stored) / inputs, inputs];
      // Biases of attention have an axis for the heads.
      return partOfBlock(parameter) ? [product(stored)] : [...stored];
    },
    values(parameter, stored, values) {
      if (parameter === 'patch_embed.proj.weight') {
        // [y, x, channel, output] → [output, channel, y, x]: with the pixels as one axis, a transposition and a swap.
        const [, , channels, width] = stored as [number, number, number, number];
        const pixels = stored[0]! * stored[1]!;
        const out = new Float32Array(values.length);
        for (let pixel = 0; pixel < pixels; pixel++)
          for (let c = 0; c < channels; c++)
            for (let k = 0; k < width; k++) out[(k * channels + c) * pixels + pixel] = values[(pixel * channels + c) * width + k]!;
        return out;
      }
      const inputs = inputsOf(parameter, stored);
      return inputs === undefined ? values : transposed(values, inputs, values.length / inputs);
    },
  },
};

function transposed(values: Float32Array, rows: number, columns: number): Float32Array<ArrayBuffer> {
  const out = new Float32Array(values.length);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) out[j * rows + i] = values[i * columns + j]!;
  return out;
}
