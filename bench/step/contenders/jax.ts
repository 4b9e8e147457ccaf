/** The same model, loss and optimiser in jax-js, traced once and compiled. Its functions consume their arguments; `.ref` keeps one. */
import { init, jit, nn, numpy as np, valueAndGrad, defaultDevice, scipySpecial as special } from '@jax-js/jax';
import { parameterShapes } from '../../../src/core/model/shape';
import { BOUNDARY_MARGIN } from '../../../src/core/ops/headEmbedding/attributes';
import { DISTANCE_GRADIENT_FLOOR } from '../../../src/core/ops/pairwise/attributes';
import { millisecondsOf } from '../measure';
import { SAMPLES_PER_CLASS, scaled, type Contender, type Task } from './contender';

type Parameters = Record<string, np.Array>;
type State = { weights: Parameters; first: Parameters; second: Parameters };

function linear(x: np.Array, p: Parameters, name: string): np.Array {
  return np.matmul(x, p[`${name}.weight`]!.ref.transpose()).add(p[`${name}.bias`]!.ref);
}

function norm(x: np.Array, p: Parameters, name: string): np.Array {
  const centred = x.ref.sub(np.mean(x, -1, { keepdims: true }));
  const variance = np.mean(np.square(centred.ref), -1, { keepdims: true });
  return centred
    .div(np.sqrt(variance.add(1e-6)))
    .mul(p[`${name}.weight`]!.ref)
    .add(p[`${name}.bias`]!.ref);
}

const gelu = (x: np.Array) => x.ref.mul(0.5).mul(special.erf(x.mul(Math.SQRT1_2)).add(1));

function attention(qkv: np.Array, images: number, tokens: number, heads: number, width: number): np.Array {
  const size = width / heads;
  const split = qkv.reshape([images, tokens, 3, heads, size]).transpose([2, 0, 3, 1, 4]);
  const part = (i: number, last: boolean) => (last ? split : split.ref).slice(i);
  const [q, k, v] = [part(0, false), part(1, false), part(2, true)];
  const weights = nn.softmax(np.matmul(q, k.transpose([0, 1, 3, 2])).div(Math.sqrt(size)), -1);
  return np
    .matmul(weights, v)
    .transpose([0, 2, 1, 3])
    .reshape([images * tokens, width]);
}

function features({ model, n }: Task, p: Parameters, patches: np.Array): np.Array {
  const { width, heads, depth, patch, image, embedding } = model;
  const count = (image / patch) ** 2;
  const tokens = count + 1;
  const weight = p['patch_embed.proj.weight']!.ref.transpose([0, 2, 3, 1]).reshape([width, patch * patch * 3]);
  const projected = np.matmul(patches, weight.transpose()).add(p['patch_embed.proj.bias']!.ref);
  const classToken = np.broadcastTo(p.cls_token!.ref, [n, 1, width]);
  let x = np
    .concatenate([classToken, projected.reshape([n, count, width])], 1)
    .add(p.pos_embed!.ref)
    .reshape([n * tokens, width]);
  for (let i = 0; i < depth; i++) {
    const block = `blocks.${i}`;
    const mixed = attention(linear(norm(x.ref, p, `${block}.norm1`), p, `${block}.attn.qkv`), n, tokens, heads, width);
    x = x.add(linear(mixed, p, `${block}.attn.proj`));
    x = x.ref.add(linear(gelu(linear(norm(x, p, `${block}.norm2`), p, `${block}.mlp.fc1`)), p, `${block}.mlp.fc2`));
  }
  const body = norm(x, p, 'norm')
    .reshape([n, tokens, width])
    .slice([], [1])
    .reshape([n, count * width]);
  if (body.shape[1] !== count * width) throw new Error(`A body of ${body.shape} for an embedding of ${embedding}`);
  return linear(body, p, 'head');
}

const length = (x: np.Array) => np.sqrt(np.square(x).sum(1, { keepdims: true }));

/** Fused similarity of every row with every other. */
function similarity(f: np.Array, { head, n, model }: Task): np.Array {
  const { tauSpherical, tauHyperbolic, lambda, c, clipRadius } = head;
  const rootC = Math.sqrt(c);
  const sphere = f.ref.div(length(f.ref));
  const clipped = f.ref.mul(np.minimum(1, np.array(clipRadius).div(length(f))));
  const s = length(clipped.ref).mul(rootC);
  const mapped = clipped.mul(np.tanh(s.ref).div(s));
  const ball = mapped.ref.mul(np.minimum(1, np.array((1 - BOUNDARY_MARGIN) / rootC).div(length(mapped))));
  const d = model.embedding;
  const squares = np.square(ball.ref.reshape([n, 1, d]).sub(ball.ref.reshape([1, n, d]))).sum(2);
  const inside = np.array(1).sub(np.square(ball).sum(1).mul(c));
  const t = squares.mul(c).div(inside.ref.reshape([n, 1]).mul(inside.reshape([1, n])));
  const apart = np.greaterEqual(t.ref, DISTANCE_GRADIENT_FLOOR);
  const z = np.sqrt(np.where(apart.ref, t, 1));
  const distance = np.log(z.ref.add(np.sqrt(np.square(z).add(1)))).mul(2 / rootC);
  const cosine = np.matmul(sphere.ref, sphere.transpose()).div(tauSpherical);
  return cosine.sub(np.where(apart, distance, 0).mul(lambda / tauHyperbolic));
}

function crossEntropy(s: np.Array, n: number): np.Array {
  const m = SAMPLES_PER_CLASS;
  const classes = n / m;
  const blocks = s.reshape([classes, m, classes, m]);
  const block = (i: number, j: number) => blocks.ref.slice([], i, [], j);
  let loss: np.Array = np.array(0);
  for (let i = 0; i < m; i++)
    for (let j = 0; j < m; j++) {
      if (i === j) continue;
      const across = block(i, j);
      const target = across.ref.mul(np.eye(classes)).sum(1);
      const logits = np.concatenate([across, block(i, i).sub(np.eye(classes).mul(1e9))], 1);
      loss = loss.add(np.mean(nn.logsumexp(logits, 1).sub(target)));
    }
  blocks.dispose();
  return loss;
}

/** A body of patches, cut on the host. */
function cut(task: Task): Float32Array<ArrayBuffer> {
  const { image, patch } = task.model;
  const pixels = scaled(task);
  const grid = image / patch;
  const out = new Float32Array(pixels.length);
  let at = 0;
  for (let i = 0; i < task.n; i++)
    for (let row = 0; row < grid; row++)
      for (let column = 0; column < grid; column++)
        for (let y = 0; y < patch; y++) {
          const from = ((i * image + row * patch + y) * image + column * patch) * 3;
          out.set(pixels.subarray(from, from + patch * 3), at);
          at += patch * 3;
        }
  return out;
}

/** On WebGPU. Its model pools by concatenation, as the presets do. */
export async function createJax(task: Task): Promise<Contender> {
  const available = await init('webgpu');
  if (!available.includes('webgpu')) throw new Error('jax-js finds no WebGPU here');
  defaultDevice('webgpu');
  const { model, weights, optimizer, n } = task;
  const { learningRate, beta1, beta2, epsilon, weightDecay, clipNorm } = optimizer;
  const shapes = parameterShapes(model);
  const byName = (value: (name: string, shape: number[]) => np.Array): Parameters =>
    Object.fromEntries(shapes.map(({ name, shape }) => [name, value(name, shape)]));
  const patches = np.array(cut(task)).reshape([n * (model.image / model.patch) ** 2, model.patch ** 2 * 3]);
  let state: State = {
    weights: byName((name, shape) => np.array(Float32Array.from(weights[name]!)).reshape(shape)),
    first: byName((_, shape) => np.zeros(shape)),
    second: byName((_, shape) => np.zeros(shape)),
  };
  const lossOf = (p: Parameters, patches: np.Array) => {
    const loss = crossEntropy(similarity(features(task, p, patches), task), n);
    for (const parameter of Object.values(p)) parameter.dispose();
    return loss;
  };
  const update = jit(({ weights, first, second }: State, patches: np.Array, rate: np.Array, inverseRoot: np.Array) => {
    const held = Object.fromEntries(Object.entries(weights).map(([name, value]) => [name, value.ref]));
    const [loss, gradients] = valueAndGrad(lossOf)(held, patches) as unknown as [np.Array, Parameters];
    let squares: np.Array = np.array(0);
    for (const gradient of Object.values(gradients)) squares = squares.add(np.square(gradient.ref).sum());
    const clip = np.minimum(1, np.array(clipNorm).div(np.sqrt(squares).add(1e-6)));
    const next: State = { weights: {}, first: {}, second: {} };
    for (const { name } of shapes) {
      const g = gradients[name]!.mul(clip.ref);
      const m = first[name]!.mul(beta1).add(g.ref.mul(1 - beta1));
      const v = second[name]!.mul(beta2).add(np.square(g).mul(1 - beta2));
      const change = m.ref.mul(rate.ref).div(np.sqrt(v.ref).mul(inverseRoot.ref).add(epsilon));
      next.weights[name] = weights[name]!.mul(1 - learningRate * weightDecay).sub(change);
      next.first[name] = m;
      next.second[name] = v;
    }
    clip.dispose();
    rate.dispose();
    inverseRoot.dispose();
    return { loss, state: next };
  });
  const forwardOnly = jit(lossOf);
  const withGradients = jit((weights: Parameters, patches: np.Array) => {
    const [loss, gradients] = valueAndGrad(lossOf)(weights, patches) as unknown as [np.Array, Parameters];
    return { loss, gradients };
  });
  let t = 0;
  return {
    async step() {
      t++;
      const rate = np.array(learningRate / (1 - beta1 ** t));
      const inverseRoot = np.array(1 / Math.sqrt(1 - beta2 ** t));
      const result = update(state, patches.ref, rate, inverseRoot) as unknown as { loss: np.Array; state: State };
      state = result.state;
      return (await result.loss.data())[0]!;
    },
    async passes() {
      const held = () => Object.fromEntries(Object.entries(state.weights).map(([name, value]) => [name, value.ref]));
      const forward = async () => void (await (forwardOnly(held(), patches.ref) as unknown as np.Array).data());
      const both = async () => {
        const { loss, gradients } = withGradients(held(), patches.ref) as unknown as { loss: np.Array; gradients: Parameters };
        await loss.data();
        for (const gradient of Object.values(gradients)) gradient.dispose();
      };
      // Traced and compiled by the first call.
      await forward();
      await both();
      const ms = await millisecondsOf(forward);
      return { forward: ms, backward: Math.max(0, (await millisecondsOf(both)) - ms) };
    },
    dispose() {
      for (const part of Object.values(state)) for (const value of Object.values(part)) value.dispose();
      patches.dispose();
    },
  };
}
