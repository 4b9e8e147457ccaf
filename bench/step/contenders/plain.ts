/** The same model, loss and optimiser in tfjs's own operations, as its users write them, differentiated by its tape. */
import * as tf from '@tensorflow/tfjs';
import { parameterShapes } from '../../../src/core/model/shape';
import { referenceCrossEntropy } from '../../../src/core/ops/contrastive/reference';
import { referenceEmbedding } from '../../../src/core/ops/headEmbedding/reference';
import { referenceSimilarity } from '../../../src/core/ops/pairwise/reference';
import { millisecondsOf } from '../measure';
import { SAMPLES_PER_CLASS, scaled, type Contender, type Task } from './contender';

type Parameters = Record<string, tf.Tensor>;

/**
 * The weight is transposed by an operation of its own: asked to do it in the product, tfjs 4.22 computes something else on WebGPU where the
 * inner side is long ([64, 6144] × [64, 6144]ᵀ is off by hundreds), and its step would not be one of this model.
 */
function linear(x: tf.Tensor, p: Parameters, name: string): tf.Tensor {
  return tf.add(tf.matMul(x as tf.Tensor2D, tf.transpose(p[`${name}.weight`] as tf.Tensor2D)), p[`${name}.bias`]!);
}

function norm(x: tf.Tensor, p: Parameters, name: string): tf.Tensor {
  const { mean, variance } = tf.moments(x, -1, true);
  return tf.add(tf.mul(tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, 1e-6))), p[`${name}.weight`]!), p[`${name}.bias`]!);
}

const gelu = (x: tf.Tensor) => tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1));

function attention(qkv: tf.Tensor, images: number, tokens: number, heads: number, width: number): tf.Tensor {
  const size = width / heads;
  const split = tf.transpose(tf.reshape(qkv, [images, tokens, 3, heads, size]), [2, 0, 3, 1, 4]);
  const [q, k, v] = tf.unstack(tf.reshape(split, [3, images * heads, tokens, size])) as [tf.Tensor, tf.Tensor, tf.Tensor];
  const weights = tf.softmax(tf.div(tf.matMul(q, k, false, true), Math.sqrt(size)));
  const mixed = tf.reshape(tf.matMul(weights, v), [images, heads, tokens, size]);
  return tf.reshape(tf.transpose(mixed, [0, 2, 1, 3]), [images * tokens, width]);
}

function features({ model, n }: Task, p: Parameters, patches: tf.Tensor): tf.Tensor2D {
  const { width, heads, depth, patch, image } = model;
  const count = (image / patch) ** 2;
  const tokens = count + 1;
  const weight = tf.reshape(tf.transpose(p['patch_embed.proj.weight']!, [0, 2, 3, 1]), [width, patch * patch * 3]);
  const projected = tf.add(tf.matMul(patches as tf.Tensor2D, weight as tf.Tensor2D, false, true), p['patch_embed.proj.bias']!);
  const classToken = tf.broadcastTo(p.cls_token!, [n, 1, width]);
  const sequence = tf.add(tf.concat([classToken, tf.reshape(projected, [n, count, width])], 1), p.pos_embed!);
  let x: tf.Tensor = tf.reshape(sequence, [n * tokens, width]);
  for (let i = 0; i < depth; i++) {
    const block = `blocks.${i}`;
    const mixed = attention(linear(norm(x, p, `${block}.norm1`), p, `${block}.attn.qkv`), n, tokens, heads, width);
    x = tf.add(x, linear(mixed, p, `${block}.attn.proj`));
    x = tf.add(x, linear(gelu(linear(norm(x, p, `${block}.norm2`), p, `${block}.mlp.fc1`)), p, `${block}.mlp.fc2`));
  }
  const normalised = tf.reshape(norm(x, p, 'norm'), [n, tokens, width]);
  const body = tf.reshape(tf.slice(normalised, [0, 1, 0], [n, count, width]), [n, count * width]);
  return linear(body, p, 'head') as tf.Tensor2D;
}

/** On the current backend. Its model pools by concatenation, as the presets do. */
export async function createPlain(task: Task): Promise<Contender> {
  const { model, weights, head, optimizer, n } = task;
  const { image, patch } = model;
  const shapes = parameterShapes(model);
  const variables = shapes.map(({ name, shape }) => tf.variable(tf.tensor(weights[name]!, shape), true));
  const moments = shapes.map(({ shape }) => [tf.variable(tf.zeros(shape)), tf.variable(tf.zeros(shape))] as const);
  const grid = image / patch;
  const patches = tf.keep(
    tf.tidy(() => {
      const cut = tf.transpose(tf.reshape(tf.tensor(scaled(task)), [n * grid, patch, grid, patch * 3]), [0, 2, 1, 3]);
      return tf.reshape(cut, [n * grid * grid, patch * patch * 3]);
    }),
  );
  const geometry = { geometry: 'fused', ...head } as const;
  const lossOf = (...list: tf.Tensor[]) => {
    const named = Object.fromEntries(shapes.map(({ name }, i) => [name, list[i]!]));
    const embedding = referenceEmbedding(features(task, named, patches), geometry);
    return referenceCrossEntropy(referenceSimilarity(embedding, embedding, geometry), SAMPLES_PER_CLASS);
  };
  let t = 0;
  const { learningRate, beta1, beta2, epsilon, weightDecay, clipNorm } = optimizer;
  return {
    async step() {
      t++;
      const value = tf.tidy(() => {
        const { value, grads } = tf.valueAndGrads(lossOf)(variables);
        let squares: tf.Tensor = tf.scalar(0);
        for (const gradient of grads) squares = tf.add(squares, tf.sum(tf.square(gradient)));
        const clip = tf.minimum(1, tf.div(clipNorm, tf.add(tf.sqrt(squares), 1e-6)));
        grads.forEach((gradient, i) => {
          const [first, second] = moments[i]!;
          const g = tf.mul(gradient, clip);
          first.assign(tf.add(tf.mul(first, beta1), tf.mul(g, 1 - beta1)));
          second.assign(tf.add(tf.mul(second, beta2), tf.mul(tf.square(g), 1 - beta2)));
          const rate = learningRate / (1 - beta1 ** t);
          const change = tf.div(tf.mul(first, rate), tf.add(tf.mul(tf.sqrt(second), 1 / Math.sqrt(1 - beta2 ** t)), epsilon));
          variables[i]!.assign(tf.sub(tf.mul(variables[i]!, 1 - learningRate * weightDecay), change));
        });
        return value;
      });
      const [loss] = await value.data();
      value.dispose();
      return loss!;
    },
    async passes() {
      const read = async (work: () => tf.Tensor[]) => {
        const results = tf.tidy(work);
        // All has been asked of the device before the first is read, so reading one waits for all.
        await results[0]!.data();
        tf.dispose(results);
      };
      const forward = await millisecondsOf(() => read(() => [lossOf(...variables)]));
      const both = await millisecondsOf(() =>
        read(() => {
          const { value, grads } = tf.valueAndGrads(lossOf)(variables);
          return [value, ...grads];
        }),
      );
      return { forward, backward: Math.max(0, both - forward) };
    },
    dispose: () => tf.dispose([variables, moments.flat(), patches]),
  };
}
