/** Forward pass and gradients of the model (vit.json, vit-gradients.safetensors). */
import * as tf from '@tensorflow/tfjs';
import { contrastiveLoss } from '../../../src/core/loss/contrastive';
import { parameterShapes, type ParameterShape } from '../../../src/core/model/shape';
import { forward } from '../../../src/core/model/vit';
import { augment } from '../../../src/core/ops/augment/augment';
import type { GoldenFolder } from '../folder';
import { deviation, Worst, type FileReport } from '../report';
import { headOf, readBatch, readModel, type GoldenConfig } from './model';

interface VitFile {
  config: GoldenConfig;
  samplesPerClass: number;
  rows: number[];
  features: number[][];
  loss: number;
}

interface Computed {
  features: ArrayLike<number>;
  loss: number;
  gradients: Map<string, ArrayLike<number>>;
}

/** Features, loss and the loss's gradient with respect to every weight, on the current backend. */
async function compute(folder: GoldenFolder, { config, samplesPerClass, rows }: VitFile): Promise<Computed> {
  const { model, weights } = readModel(folder);
  const shapes = parameterShapes(model);
  const tensors = tf.tidy(() => {
    const images = augment(readBatch(folder, rows, samplesPerClass), model.image);
    const parameters = shapes.map(({ name, shape }) => tf.tensor(weights[name]!, shape, 'float32'));
    const named = (list: tf.Tensor[]) => Object.fromEntries(shapes.map(({ name }, i) => [name, list[i]!]));
    const lossOf = (...list: tf.Tensor[]) =>
      contrastiveLoss(forward(model, named(list), images).features, { geometry: config.mode, head: headOf(config), samplesPerClass });
    const { value, grads } = tf.valueAndGrads(lossOf)(parameters);
    return [forward(model, named(parameters), images).features, value, ...grads];
  });
  const [features, loss, ...gradients] = await Promise.all(tensors.map((tensor) => tensor.data()));
  tf.dispose(tensors);
  return { features: features!, loss: loss![0]!, gradients: new Map(shapes.map(({ name }: ParameterShape, i) => [name, gradients[i]!])) };
}

/** Both files in one computation; gradients belong to the loss that vit.json describes. */
export async function checkVit(folder: GoldenFolder): Promise<FileReport[]> {
  const vit = folder.json<VitFile>('vit.json');
  const { features, loss, gradients } = await compute(folder, vit);
  const forwardWorst = new Worst();
  forwardWorst.add(deviation(features, vit.features.flat()), 'features');
  forwardWorst.add(deviation([loss], [vit.loss]), 'loss');
  const reports = [forwardWorst.report('vit.json')];
  if (!folder.has('vit-gradients.safetensors')) return reports;
  const worst = new Worst();
  for (const [name, { data }] of Object.entries(folder.safetensors('vit-gradients.safetensors').tensors)) {
    const gradient = gradients.get(name);
    worst.add(gradient ? deviation(gradient, data as Float64Array) : Infinity, name);
  }
  return [...reports, worst.report('vit-gradients.safetensors')];
}
