/** Resampling on WebGPU in one dispatch: one invocation an output pixel, all three channels. */
import type * as tf from '@tensorflow/tfjs';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { runShader } from '../runtime';

export interface AugmentAttributes {
  n: number;
  size: number;
  side: number;
  taps: number;
  /** Whether every image has a table of its own. */
  ownTables: boolean;
}

/** [n, side, side, 3] from `pixels` (int32, four bytes a word) and the tap table. */
export function augmentProgram(
  backend: WebGPUBackend,
  pixels: tf.TensorInfo,
  table: tf.TensorInfo,
  attributes: AugmentAttributes,
): tf.TensorInfo {
  const { n, size, side, taps, ownTables } = attributes;
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
      let row = tables + y * ${1 + taps};
      let column = tables + ${side * (1 + taps)} + x * ${1 + taps};
      let firstRow = i32(table[row]);
      let firstColumn = i32(table[column]);
      var sum = vec3<f32>(0.0);
      for (var v = 0; v < ${taps}; v = v + 1) {
        let rowWeight = table[row + 1 + v];
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
      let value = clamp(sum, vec3<f32>(0.0), vec3<f32>(255.0)) / 127.5 - 1.0;
      result[3 * index] = value.x;
      result[3 * index + 1] = value.y;
      result[3 * index + 2] = value.z;
    }`;
  return runShader(
    backend,
    {
      key: `augment_${size}_${side}_${taps}_${ownTables}`,
      inputs: ['pixels', 'table'],
      outputShape: [n, side, side, 3],
      invocations: n * side * side,
      uniforms: [
        { name: 'outputs', type: 'i32', value: n * side * side },
        { name: 'lastWord', type: 'i32', value: pixels.shape[0]! - 1 },
      ],
      code,
    },
    [pixels, table],
  );
}
