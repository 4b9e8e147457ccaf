/**
 * The engine for backends without a GPU, and on WebGPU where plans compute wrongly: the model's operations on tfjs's tape, the optimiser
 * over typed arrays. A batch goes at once or in parts that give the same (see `model/gpu/step.ts`); blocks are always kept.
 */
import * as tf from '@tensorflow/tfjs';
import { isTrained, trainedPart } from '../configuration/train';
import { contrastiveParts } from '../loss/contrastive';
import { imageShape, partOf } from '../model/gpu/images';
import { partition } from '../model/gpu/partition';
import { partsOf, type StepShape } from '../model/gpu/step';
import { bodyWidth, parameterShapes } from '../model/shape';
import { modelTape } from '../model/tape';
import { forward, type Parameters } from '../model/vit';
import { augment, type ImageBatch } from '../ops/augment';
import { extractPatches } from '../ops/patches';
import { createHostParameters } from '../optim';
import type { Batch } from './learner';
import type { EngineOptions, LearnerEngine, StepSettings } from './vitLearnerEngine';

interface Differentiated {
  loss: tf.Scalar;
  accuracy: tf.Scalar;
  /** With respect to every trained parameter, in their order. */
  gradients: tf.Tensor[];
}

export function createHostEngine(options: EngineOptions): LearnerEngine {
  const { model, geometry, optimizer, normalisation, weights, train = 'all' } = options;
  const part = trainedPart(train, model.depth);
  const parameters = createHostParameters(parameterShapes(model), weights, optimizer, (name) => isTrained(part, name));
  const tape = modelTape(model, part, parameters.trained);
  const named = (): Parameters => {
    const tensors = parameters.tensors();
    return Object.fromEntries(parameters.shapes.map(({ name }, i) => [name, tensors[i]!]));
  };
  const lower = (own: Parameters, images: ImageBatch) =>
    tf.tidy(() => tape.lower(own, extractPatches(augment(images, model.image, normalisation), model.patch)));

  /** The loss of features, whose accuracy is kept in `measured`: differentiation gives back the loss alone. */
  const lossOf = (
    { samplesPerClass }: Pick<Batch, 'samplesPerClass'>,
    { head, featureScale }: StepSettings,
    measured: { accuracy?: tf.Scalar },
  ) => {
    return (features: tf.Tensor2D): tf.Scalar => {
      const scaled = featureScale === 1 ? features : (tf.mul(features, featureScale) as tf.Tensor2D);
      const { loss, accuracy } = contrastiveParts(scaled, { geometry, head, samplesPerClass });
      measured.accuracy = tf.keep(accuracy);
      return loss;
    };
  };

  /** From what lies below the trained part, of the whole batch. */
  function differentiateWhole(
    own: Parameters,
    from: tf.Tensor2D,
    batch: Pick<Batch, 'samplesPerClass'>,
    settings: StepSettings,
  ): Differentiated {
    const measured: { accuracy?: tf.Scalar } = {};
    const { value, gradients } = tape.differentiate(own, from, lossOf(batch, settings, measured));
    return { loss: value, accuracy: measured.accuracy!, gradients };
  }

  /** Parts of a batch: the whole where memory allows. */
  const microbatches = new Map<string, number>();
  const partsOfBatch = (batch: Batch, { head: { hyperbolicInput } }: StepSettings) => {
    const { n, samplesPerClass } = batch;
    if (!options.memory) return partsOf(n);
    const images = imageShape(batch, normalisation);
    const shape: StepShape = { ...images, samplesPerClass, geometry, hyperbolicInput, train, activations: 'float32' };
    const key = JSON.stringify(shape);
    const known = microbatches.get(key) ?? partition(model, optimizer, shape, { ...options.memory, recompute: 'never' }).microbatch;
    microbatches.set(key, known);
    return partsOf(n, known);
  };

  function differentiate(batch: Batch, settings: StepSettings): Differentiated {
    const own = named();
    const parts = partsOfBatch(batch, settings);
    const images = parts.map(({ from, count }) => partOf(batch, from, count));
    // What lies below a trained head is small enough to be kept for all parts.
    if (parts.length === 1 || !part.norm) {
      const from = tf.tidy(() => tf.concat(images.map((one) => lower(own, one)))) as tf.Tensor2D;
      try {
        return differentiateWhole(own, from, batch, settings);
      } finally {
        from.dispose();
      }
    }
    const measured: { accuracy?: tf.Scalar } = {};
    const [loss, dFeatures] = tf.tidy(() => {
      const features = tf.concat(images.map((one) => tf.tidy(() => tape.upper(own, lower(own, one))))) as tf.Tensor2D;
      const { value, grad } = tf.valueAndGrad((all) => lossOf(batch, settings, measured)(all as tf.Tensor2D))(features);
      return [value as tf.Scalar, grad as tf.Tensor2D];
    });
    let sums: tf.Tensor[] | undefined;
    parts.forEach(({ from, count }, i) => {
      const added = tf.tidy(() => {
        const dy = tf.slice(dFeatures, [from, 0], [count, model.embedding]);
        const { gradients } = tape.differentiate(own, lower(own, images[i]!), (features) => features, dy);
        return sums ? gradients.map((gradient, k) => tf.add(sums![k]!, gradient)) : gradients;
      });
      tf.dispose(sums);
      sums = added;
    });
    dFeatures.dispose();
    return { loss, accuracy: measured.accuracy!, gradients: sums! };
  }

  function update({ loss, accuracy, gradients }: Differentiated, settings: StepSettings) {
    const { applied, norm } = parameters.update(gradients, settings.learningRate, settings.step);
    const settled = applied.finally(() => tf.dispose(gradients));
    const result = Promise.all([loss.data(), accuracy.data(), norm, settled]).then(([losses, shares, gradientNorm]) => ({
      loss: losses[0]!,
      accuracy: shares[0]!,
      gradientNorm,
    }));
    return { settled, result: result.finally(() => tf.dispose([loss, accuracy])) };
  }

  return {
    // Nothing is compiled here.
    prepareStep: () => Promise.resolve(),
    prepareHeadStep: () => Promise.resolve(),
    prepareEmbed: () => Promise.resolve(),
    step: async (batch, settings) => update(differentiate(batch, settings), settings),
    async stepHead(body, samplesPerClass, settings) {
      const width = bodyWidth(model);
      const from = tf.tensor2d(body, [body.length / width, width]);
      try {
        return update(differentiateWhole(named(), from, { samplesPerClass }, settings), settings);
      } finally {
        from.dispose();
      }
    },
    async bodies(images) {
      const body = tf.tidy(() => lower(named(), images));
      try {
        return (await body.data()) as Float32Array;
      } finally {
        body.dispose();
      }
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
