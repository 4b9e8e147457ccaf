/**
 * Every operation of the model against its plain-tfjs reference on the same backend, at shapes that are friendly to tiles, odd,
 * and single rows; and the reference itself against finite differences in float64-like precision where that is possible.
 */
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import './attention';
import './gelu';
import './layerNorm';
import './linear';
import './patches';
import { named, runOperationMulti, runReference, type Attributes } from './operation';
import type { KernelVariant } from './runtime/variant';
import { gaussian, take, useBackend, useVariant, type TestBackend } from './testing';

interface Case {
  operation: string;
  /** Name → shape. */
  inputs: Record<string, number[]>;
  attributes?: Attributes;
  scale?: number;
}

const linearShapes = [
  [1, 1, 1],
  [5, 8, 12],
  [7, 6, 5],
  [34, 96, 28],
  [1030, 12, 8],
  [70, 132, 68],
  [9, 20, 3],
] as const;

const cases: Case[] = [
  ...linearShapes.flatMap(([rows, inputs, outputs]): Case[] => [
    { operation: 'Linear', inputs: { x: [rows, inputs], weight: [outputs, inputs], bias: [outputs] } },
    { operation: 'Linear', inputs: { x: [rows, inputs], weight: [outputs, inputs], bias: [outputs], residual: [rows, outputs] } },
    {
      operation: 'LinearGrad',
      inputs: { x: [rows, inputs], weight: [outputs, inputs], dy: [rows, outputs] },
      attributes: { inputGradient: true },
    },
    {
      operation: 'LinearGrad',
      inputs: { x: [rows, inputs], weight: [outputs, inputs], dy: [rows, outputs] },
      attributes: { inputGradient: false },
    },
  ]),
  ...[
    [1, 1],
    [3, 5],
    [130, 96],
  ].flatMap(([rows, width]): Case[] => [
    { operation: 'LayerNorm', inputs: { x: [rows!, width!], weight: [width!], bias: [width!] }, attributes: { epsilon: 1e-6 } },
    { operation: 'LayerNormGrad', inputs: { x: [rows!, width!], weight: [width!], dy: [rows!, width!] }, attributes: { epsilon: 1e-6 } },
  ]),
  ...[0.3, 3].flatMap((scale): Case[] => [
    { operation: 'Gelu', inputs: { x: [37, 5] }, scale },
    { operation: 'GeluGrad', inputs: { x: [37, 5], dy: [37, 5] }, scale },
  ]),
  // images, tokens, heads, size
  ...[
    [1, 1, 1, 1],
    [2, 5, 1, 4],
    [3, 17, 4, 24],
    [2, 7, 3, 5],
  ].flatMap(([images, tokens, heads, size]): Case[] => {
    const qkv = [images! * tokens!, 3 * heads! * size!];
    const attributes = { tokens: tokens!, heads: heads! };
    return [
      { operation: 'Attention', inputs: { qkv }, attributes, scale: 1.5 },
      { operation: 'AttentionGrad', inputs: { qkv, dy: [images! * tokens!, heads! * size!] }, attributes, scale: 1.5 },
    ];
  }),
  // images, patches an image, patch side, width
  ...[
    [1, 1, 1, 3],
    [3, 4, 2, 8],
    [2, 16, 4, 12],
  ].flatMap(([images, count, patch, width]): Case[] => {
    const patches = [images! * count!, patch! * patch! * 3];
    return [
      {
        operation: 'EmbedPatches',
        inputs: {
          patches,
          weight: [width!, 3, patch!, patch!],
          bias: [width!],
          classToken: [1, 1, width!],
          positions: [1, count! + 1, width!],
        },
      },
      {
        operation: 'EmbedPatchesGrad',
        inputs: { patches, dy: [images! * (count! + 1), width!] },
        attributes: { patch: patch!, tokens: count! + 1 },
      },
    ];
  }),
];

/** Gradients whose forward operation keeps tensors for them. */
const keeping: Record<string, string> = { GeluGrad: 'Gelu', AttentionGrad: 'Attention' };

const list = (outputs: tf.Tensor | tf.Tensor[]) => (Array.isArray(outputs) ? outputs : [outputs]);

/**
 * Declares the parity tests for a backend, on WebGPU with kernels of the given variant. Both sides are float32: a few units in the
 * last place of the largest value.
 */
export function paritySuite(backend: TestBackend, variant?: KernelVariant): void {
  describe(`operations against their references on ${backend}${variant ? `, ${variant}` : ''}`, () => {
    useBackend(backend);
    if (variant) useVariant(variant);
    cases.forEach(({ operation, inputs, attributes, scale }, i) =>
      it(`${operation} ${Object.entries(inputs)
        .map(([name, shape]) => `${name} ${shape.join('×')}`)
        .join(', ')}${scale ? ` ×${scale}` : ''}`, async () => {
        const before = tf.memory().numTensors;
        const tensors = Object.fromEntries(
          Object.entries(inputs).map(([name, shape], j) => [
            name,
            tf.tensor(
              gaussian(
                shape.reduce((a, b) => a * b, 1),
                100 * i + j,
                scale,
              ),
              shape,
            ),
          ]),
        );
        // The gradient's reference may need what its forward reference keeps; a kernel keeps what it likes, or nothing.
        const { dy, ...forward } = tensors;
        const keeps = keeping[operation];
        const [value, ...kept] = dy && keeps ? list(runReference(keeps, forward, attributes)) : [];
        const found = list(runOperationMulti(operation, tensors, attributes));
        const expected = list(runReference(operation, { ...tensors, ...named(kept) }, attributes));
        const compared = Object.values(keeping).includes(operation) ? 1 : expected.length;
        for (let j = 0; j < compared; j++) {
          expect(found[j]!.shape).toEqual(expected[j]!.shape);
          expect(await take(found[j]!)).toBeAllClose(await expected[j]!.data(), 3e-6);
        }
        tf.dispose([found, expected, kept]);
        value?.dispose();
        tf.dispose(tensors);
        expect(tf.memory().numTensors).toBe(before);
      }),
    );
  });
}
