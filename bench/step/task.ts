/** The task every contender gets: same weights, same images. */
import { defaultConfig } from '../../src/core/configuration/presets';
import type { ModelConfig } from '../../src/core/configuration/schema';
import { initialWeights } from '../../src/core/model/initialise';
import { createRandom } from '../../src/core/random/random';
import type { Task } from './contenders/contender';

/** Images of which the two of a class differ by noise, so that there is something to learn. */
export function taskOf(model: ModelConfig, n: number): Task {
  const random = createRandom('bench');
  const stride = model.image ** 2 * 3;
  const pixels = new Uint8Array(n * stride);
  for (let i = 0; i < n; i++)
    for (let p = 0; p < stride; p++)
      pixels[i * stride + p] = i % 2 ? (pixels[(i - 1) * stride + p]! + random.int(60)) % 256 : random.int(256);
  const { head } = defaultConfig;
  // Slow enough for the first losses to show more than that everything has been learnt.
  const optimizer = { ...defaultConfig.optimizer, learningRate: 3e-5 };
  return { model, weights: initialWeights(model, 1), head, optimizer, pixels, n };
}
