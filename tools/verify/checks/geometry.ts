/** Embeddings, distances, losses (geometry.json, loss.json): the operations that training runs, and the plain maths beside them. */
import * as tf from '@tensorflow/tfjs';
import { distancesFrom, embed } from '../../../src/core/geometry/vector';
import { contrastiveLoss } from '../../../src/core/loss/contrastive';
import { headEmbedding } from '../../../src/core/ops/headEmbedding';
import { pairwiseDistance } from '../../../src/core/ops/pairwise';
import type { GoldenFolder } from '../folder';
import { deviation, Worst, type FileReport } from '../report';
import { headOf, type GoldenConfig } from './model';

interface GeometryFile {
  cases: { c: number; clipRadius: number; tangent: number[][]; ball: number[][]; distance: number[][] }[];
}

interface LossFile {
  cases: { config: GoldenConfig; samplesPerClass: number; features: number[][]; loss: number; gradient: number[][] }[];
}

async function values(tensors: tf.Tensor[]): Promise<Float32Array[]> {
  const read = await Promise.all(tensors.map((tensor) => tensor.data<'float32'>()));
  tf.dispose(tensors);
  return read;
}

export async function checkGeometry(folder: GoldenFolder): Promise<FileReport> {
  const worst = new Worst();
  for (const [i, { c, clipRadius, tangent, ball, distance }] of folder.json<GeometryFile>('geometry.json').cases.entries()) {
    const head = { c, clipRadius, hyperbolicInput: 'raw' } as const;
    const [points, distances] = await values(
      tf.tidy(() => {
        const points = headEmbedding(tf.tensor2d(tangent), { geometry: 'hyperbolic', ...head });
        return [points, pairwiseDistance(points, points, c)];
      }),
    );
    worst.add(deviation(points!, ball.flat()), `case ${i}, ball`);
    worst.add(deviation(distances!, distance.flat()), `case ${i}, distance`);

    const [n, d] = [tangent.length, tangent[0]!.length];
    const plain = embed(Float64Array.from(tangent.flat()), n, d, 'hyperbolic', head);
    worst.add(deviation(plain.ball!, ball.flat()), `case ${i}, ball in float64`);
    const temperatures = { tauSpherical: 1, tauHyperbolic: 1, lambda: 1 };
    const rows = distance.map((_, row) => Array.from(distancesFrom(row, plain, temperatures))).flat();
    worst.add(deviation(rows, distance.flat()), `case ${i}, distance in float64`);
  }
  return worst.report('geometry.json');
}

export async function checkLoss(folder: GoldenFolder): Promise<FileReport> {
  const worst = new Worst();
  for (const [i, { config, samplesPerClass, features, loss, gradient }] of folder.json<LossFile>('loss.json').cases.entries()) {
    const options = { geometry: config.mode, head: headOf(config), samplesPerClass };
    const [value, grad] = await values(
      tf.tidy(() => {
        const { value, grad } = tf.valueAndGrad((f) => contrastiveLoss(f as tf.Tensor2D, options))(tf.tensor2d(features));
        return [value, grad];
      }),
    );
    worst.add(deviation(value!, [loss]), `case ${i} (${config.mode}), loss`);
    worst.add(deviation(grad!, gradient.flat()), `case ${i} (${config.mode}), gradient`);
  }
  return worst.report('loss.json');
}
