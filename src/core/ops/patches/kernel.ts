/** Programs between patches, the token sequence and the pooled tokens. The projection of the patches is a linear layer's product. */
import { integers, type ShaderProgram } from '../runtime/program';

export interface SequenceShape {
  images: number;
  /** Patches of an image and the class token. */
  tokens: number;
  width: number;
}

/** The sequence [images·tokens, width] from [projected patches, class token, positions]. */
export function sequenceProgram({ images, tokens, width }: SequenceShape): ShaderProgram {
  const count = images * tokens * width;
  return {
    key: 'negativeSpaceAssembleTokens',
    inputs: ['projected', 'classToken', 'positions'],
    outputShape: [images * tokens, width],
    invocations: count,
    uniforms: integers({ count, tokens, width }),
    code: `
fn main(index : i32) {
  if (index >= uniforms.count) { return; }
  let column = index % uniforms.width;
  let row = index / uniforms.width;
  let token = row % uniforms.tokens;
  var value = positions[token * uniforms.width + column];
  if (token == 0) { value += classToken[column]; }
  else { value += projected[(row / uniforms.tokens * (uniforms.tokens - 1) + token - 1) * uniforms.width + column]; }
  result[index] = value;
}`,
  };
}

/** The rows of the patches from [sequence]. */
export function patchRowsProgram({ images, tokens, width }: SequenceShape): ShaderProgram {
  const count = images * (tokens - 1) * width;
  return {
    key: 'negativeSpaceWithoutClassToken',
    inputs: ['dy'],
    outputShape: [images * (tokens - 1), width],
    invocations: count,
    uniforms: integers({ count, tokens, width }),
    code: `
fn main(index : i32) {
  if (index >= uniforms.count) { return; }
  let column = index % uniforms.width;
  let row = index / uniforms.width;
  let image = row / (uniforms.tokens - 1);
  result[index] = dy[(row + image + 1) * uniforms.width + column];
}`,
  };
}

/** Sums of a sequence's gradient over blocks of images, from [sequence], at a place of a result of `size`. */
export function positionGradientProgram(
  { images, tokens, width }: SequenceShape,
  { blocks, at, stride }: { blocks: number; at: number; stride: number },
  size: number,
): ShaderProgram {
  const count = tokens * width;
  return {
    key: 'negativeSpacePositionGradient',
    inputs: ['dy'],
    outputShape: [size],
    invocations: blocks * count,
    uniforms: integers({ count, images, blocks, blockImages: Math.ceil(images / blocks), at, stride }),
    code: `
fn main(index : i32) {
  let block = index / uniforms.count;
  let k = index % uniforms.count;
  if (block >= uniforms.blocks) { return; }
  var sum = 0.0;
  for (var image = block * uniforms.blockImages; image < min((block + 1) * uniforms.blockImages, uniforms.images); image++) {
    sum += dy[image * uniforms.count + k];
  }
  result[uniforms.at + block * uniforms.stride + k] = sum;
}`,
  };
}

/** Mean over the tokens of every image, from [rows], with `tokens` tokens an image. */
export function meanProgram({ images, tokens, width }: SequenceShape): ShaderProgram {
  return {
    key: 'negativeSpaceTokenMean',
    inputs: ['x'],
    outputShape: [images, width],
    invocations: images * width,
    uniforms: integers({ count: images * width, tokens, width }),
    code: `
fn main(index : i32) {
  if (index >= uniforms.count) { return; }
  let start = index / uniforms.width * uniforms.tokens * uniforms.width + index % uniforms.width;
  var sum = 0.0;
  for (var token = 0; token < uniforms.tokens; token++) { sum += x[start + token * uniforms.width]; }
  result[index] = sum / f32(uniforms.tokens);
}`,
  };
}

/** The gradient of the mean: every token's share, from [dy]. */
export function meanGradientProgram({ images, tokens, width }: SequenceShape): ShaderProgram {
  const count = images * tokens * width;
  return {
    key: 'negativeSpaceTokenMeanGradient',
    inputs: ['dy'],
    outputShape: [images * tokens, width],
    invocations: count,
    uniforms: integers({ count, tokens, width }),
    code: `
fn main(index : i32) {
  if (index >= uniforms.count) { return; }
  let image = index / (uniforms.tokens * uniforms.width);
  result[index] = dy[image * uniforms.width + index % uniforms.width] / f32(uniforms.tokens);
}`,
  };
}
