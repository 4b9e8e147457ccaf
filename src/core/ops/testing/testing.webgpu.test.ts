import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { take, useBackend } from './index';

describe('webgpu', () => {
  useBackend('webgpu');
  it('computes small tensors on the device', async () => expect(await take(tf.tensor1d([1, 2]).add(1))).toBeAllClose([2, 3], 0));
});
