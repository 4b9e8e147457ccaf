/** Resampling on WebGPU in one dispatch: one invocation an output pixel, all three channels. */
import { bytesToInput, TIMM_VIT } from '../../data/normalisation';
import type { ChannelStatistics } from '../../ingest/duplicates/statistics';
import type { ShaderProgram } from '../runtime/program';

export interface AugmentAttributes {
  n: number;
  size: number;
  side: number;
  taps: number;
  /** Whether every image has a table of its own. */
  ownTables: boolean;
  /** Side of the patches to cut the images into, or 0 for images [n, side, side, 3]. */
  patch?: number;
}

/** Four bytes to a word. */
export const wordsOf = ({ n, size }: AugmentAttributes): number => Math.ceil((n * size * size * 3) / 4);

/**
 * From `pixels` (int32, four bytes a word) and the tap table: images [n, side, side, 3], or patches row by row with their pixels as
 * (channel, y, x), the order of the weight that projects them.
 */
export function augmentProgram(attributes: AugmentAttributes, normalisation: ChannelStatistics = TIMM_VIT): ShaderProgram {
  const { factor, summand } = bytesToInput(normalisation);
  const vector = (values: number[]) => `vec3<f32>(${values.map((value) => `f32(${Math.fround(value)})`).join(', ')})`;
  const { n, size, side, taps, ownTables, patch = 0 } = attributes;
  const area = patch * patch;
  const place = patch
    ? `let row = (image * ${side / patch} + y / ${patch}) * ${side / patch} + x / ${patch};
      let at = row * ${3 * area} + y % ${patch} * ${patch} + x % ${patch};`
    : 'let at = 3 * index;';
  const code = `
    // The three bytes of a pixel may lie in two words; where they end with the last word, nothing of a next one is used.
    fn pixelAt(position : i32) -> vec3<f32> {
      let byte = position * 3;
      let word = byte / 4;
      let shift = u32(byte % 4) * 8u;
      let low = bitcast<u32>(pixels[word]) >> shift;
      let high = select(bitcast<u32>(pixels[min(word + 1, uniforms.lastWord)]) << ((32u - shift) % 32u), 0u, shift == 0u);
      let bits = low | high;
      return vec3<f32>(f32(bits & 255u), f32((bits >> 8u) & 255u), f32((bits >> 16u) & 255u));
    }
    fn main(index : i32) {
      if (index >= uniforms.outputs) { return; }
      let x = index % ${side};
      let y = (index / ${side}) % ${side};
      let image = index / ${side * side};
      let tables = ${ownTables ? `image * ${2 * side * (1 + taps)}` : '0'};
      let rows = tables + y * ${1 + taps};
      let column = tables + ${side * (1 + taps)} + x * ${1 + taps};
      let firstRow = i32(table[rows]);
      let firstColumn = i32(table[column]);
      var sum = vec3<f32>(0.0);
      for (var v = 0; v < ${taps}; v = v + 1) {
        let rowWeight = table[rows + 1 + v];
        if (rowWeight != 0.0) {
          let start = (image * ${size} + firstRow + v) * ${size} + firstColumn;
          var line = vec3<f32>(0.0);
          for (var u = 0; u < ${taps}; u = u + 1) {
            let weight = table[column + 1 + u];
            if (weight != 0.0) { line = line + weight * pixelAt(start + u); }
          }
          sum = sum + rowWeight * line;
        }
      }
      let value = clamp(sum, vec3<f32>(0.0), vec3<f32>(255.0)) * ${vector(factor)} + ${vector(summand)};
      ${place}
      result[at] = value.x;
      result[at + ${patch ? area : 1}] = value.y;
      result[at + ${patch ? 2 * area : 2}] = value.z;
    }`;
  return {
    key: `augment_${size}_${side}_${taps}_${ownTables}_${patch}_${factor}_${summand}`,
    inputs: ['pixels', 'table'],
    outputShape: patch ? [n * (side / patch) ** 2, 3 * area] : [n, side, side, 3],
    invocations: n * side * side,
    uniforms: [
      { name: 'outputs', type: 'i32', value: n * side * side },
      { name: 'lastWord', type: 'i32', value: wordsOf(attributes) - 1 },
    ],
    code,
  };
}
