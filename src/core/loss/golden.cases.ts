/** The PyTorch float64 values of test/golden through the real operations, on one backend. */
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import geometry from '../../../test/golden/geometry.json';
import loss from '../../../test/golden/loss.json';
import type { Geometry, HeadConfig } from '../configuration/schema';
import { headEmbedding } from '../ops/headEmbedding';
import { pairwiseDistance } from '../ops/pairwise';
import { take, useBackend, type TestBackend } from '../ops/testing';
import { contrastiveLoss } from './contrastive';

/** Declares the golden tests of geometry (1e-5) and loss (1e-4, value and gradient) for a backend. */
export function goldenSuite(backend: TestBackend): void {
  describe(`golden values on ${backend}`, () => {
    useBackend(backend);

    geometry.cases.forEach(({ c, clipRadius, tangent, ball, distance }, i) =>
      it(`geometry ${i}: c ${c}`, async () => {
        const points = headEmbedding(tf.tensor2d(tangent), { geometry: 'hyperbolic', c, clipRadius, hyperbolicInput: 'raw' });
        const distances = pairwiseDistance(points, points, c);
        expect(await take(distances)).toBeAllClose(distance.flat(), 1e-5);
        expect(await take(points)).toBeAllClose(ball.flat(), 1e-5);
      }),
    );

    loss.cases.forEach(({ config, samplesPerClass, features, loss: expected, gradient }, i) =>
      it(`loss ${i}: ${config.mode}, ${config.hyperbolicInput}, c ${config.c}, m ${samplesPerClass}`, async () => {
        const { mode, ...rest } = config;
        const head = rest as Omit<HeadConfig, 'initialRadius'>;
        const { value, grad } = tf.valueAndGrad((f) =>
          contrastiveLoss(f as tf.Tensor2D, { geometry: mode as Geometry, head, samplesPerClass }),
        )(tf.tensor2d(features));
        expect(await take(value)).toBeAllClose([expected], 1e-4);
        expect(await take(grad)).toBeAllClose(gradient.flat(), 1e-4);
      }),
    );
  });
}
