import * as tf from '@tensorflow/tfjs';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { describe, expect, it, vi } from 'vitest';
import { gaussian, take, useBackend } from '../ops/testing';
import { contrastiveLoss } from './contrastive';
import { lossSuite } from './contrastive.cases';

lossSuite('webgpu');

describe('dispatches of the contrastive loss', () => {
  useBackend('webgpu');
  // A plan reads loss and accuracy out of one buffer; tfjs's tape takes them apart with operations of its own.
  it('are 4 forward (embedding, similarities, terms, mean) and 3 backward, and on the tape 3 more for loss and accuracy apart', async () => {
    const head = { tauSpherical: 0.1, tauHyperbolic: 0.2, lambda: 1, c: 0.1, clipRadius: 2.3, hyperbolicInput: 'raw' } as const;
    const features = tf.tensor2d(gaussian(64 * 64, 66, 0.1), [64, 64]);
    const dispatch = vi.spyOn(tf.backend() as WebGPUBackend, 'runWebGPUProgram');
    const { value, grad } = tf.valueAndGrad((f) => contrastiveLoss(f as tf.Tensor2D, { geometry: 'fused', head, samplesPerClass: 2 }))(
      features,
    );
    expect(dispatch).toHaveBeenCalledTimes(7 + 3);
    dispatch.mockRestore();
    expect((await take(value))[0]).toBeGreaterThan(0);
    expect((await take(grad)).some((entry) => entry !== 0)).toBe(true);
  });
});
