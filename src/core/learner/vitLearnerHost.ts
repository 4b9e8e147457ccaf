/**
 * The engine for backends without a GPU, and on WebGPU where plans compute wrongly: the model's operations on tfjs's tape, the optimiser
 * over typed arrays.
 */
import * as tf from '@tensorflow/tfjs';
import { isTrained, trainedPart } from '../configuration/train';
import { contrastiveParts } from '../loss/contrastive';
import { parameterShapes } from '../model/shape';
import { modelTape } from '../model/tape';
import { forward, type Parameters } from '../model/vit';
import { augment } from '../ops/augment';
import { extractPatches } from '../ops/patches';
import { createHostParameters } from '../optim';
import type { Batch } from './learner';
import type { EngineOptions, LearnerEngine, StepSettings } from './vitLearnerEngine';

export function createHostEngine({ model, geometry, optimizer, normalisation, weights, train = 'all' }: EngineOptions): LearnerEngine {
  const part = trainedPart(train, model.depth);
  const parameters = createHostParameters(parameterShapes(model), weights, optimizer, (name) => isTrained(part, name));
  const tape = modelTape(model, part, parameters.trained);
  const named = (): Parameters => {
    const tensors = parameters.tensors();
    return Object.fromEntries(parameters.shapes.map(({ name }, i) => [name, tensors[i]!]));
  };

  /** Loss and accuracy of a batch, and the gradient of the loss with respect to every trained parameter, in their order. */
  function differentiate(
    batch: Batch,
    { head, featureScale }: StepSettings,
  ): { loss: tf.Scalar; accuracy: tf.Scalar; gradients: tf.Tensor[] } {
    const { samplesPerClass } = batch;
    const [loss, accuracy, ...gradients] = tf.tidy(() => {
      const own = named();
      const from = tf.tidy(() => tape.lower(own, extractPatches(augment(batch, model.image, normalisation), model.patch)));
      let right: tf.Scalar | undefined;
      const lossOf = (features: tf.Tensor2D) => {
        const scaled = featureScale === 1 ? features : (tf.mul(features, featureScale) as tf.Tensor2D);
        const { loss, accuracy } = contrastiveParts(scaled, { geometry, head, samplesPerClass });
        // Differentiation gives back the loss alone: what is measured beside it is kept by hand.
        right = tf.keep(accuracy);
        return loss;
      };
      const { value, gradients } = tape.differentiate(own, from, lossOf);
      return [value, right!, ...gradients];
    });
    return { loss: loss as tf.Scalar, accuracy: accuracy as tf.Scalar, gradients };
  }

  return {
    // Nothing is compiled here.
    prepareStep: () => Promise.resolve(),
    prepareEmbed: () => Promise.resolve(),
    step: async (batch, settings) => {
      const { loss, accuracy, gradients } = differentiate(batch, settings);
      const { applied, norm } = parameters.update(gradients, settings.learningRate, settings.step);
      const settled = applied.finally(() => tf.dispose(gradients));
      const result = Promise.all([loss.data(), accuracy.data(), norm, settled]).then(([losses, shares, gradientNorm]) => ({
        loss: losses[0]!,
        accuracy: shares[0]!,
        gradientNorm,
      }));
      return { settled, result: result.finally(() => tf.dispose([loss, accuracy])) };
    },
    async embed(pixels, n, size) {
      const output = tf.tidy(() => {
        const { features, body } = forward(model, named(), augment({ pixels, n, size }, model.image, normalisation));
        return [features, body];
      });
      try {
        const [features, body] = await Promise.all(output.map((tensor) => tensor.data() as Promise<Float32Array>));
        return { features: features!, body: body! };
      } finally {
        tf.dispose(output);
      }
    },
    read: parameters.read,
    write: parameters.write,
    dispose: parameters.dispose,
  };
}
