/** What a scaling sweep measures: the model with one of its sizes changed at a time. */
import type { ModelConfig } from '../../src/core/configuration/schema';
import { stepFlops } from '../step/flops';

export const dimensions = ['batch', 'image', 'width', 'depth'] as const;
export type Dimension = (typeof dimensions)[number];

/** `few` for a program that imitates a GPU, `many` for a GPU. */
export type Extent = 'few' | 'many';

export interface Shape {
  model: ModelConfig;
  batch: number;
  /** Of one step. */
  flops: number;
}

export interface Point extends Shape {
  dimension: Dimension;
  /** Images, pixels a side, channels or blocks. */
  value: number;
}

const FACTORS: Record<Extent, Record<Dimension, number[]>> = {
  few: { batch: [0.25, 0.5, 1, 2], image: [0.5, 1, 2], width: [0.5, 1, 2], depth: [0.5, 1, 2] },
  many: { batch: [0.125, 0.25, 0.5, 1, 2, 4, 8], image: [0.5, 1, 2, 4], width: [0.5, 1, 2, 4], depth: [0.5, 1, 2, 4] },
};

/** Sizes that the model cannot have are left out: every patch whole, every head as wide as the others, two images of a class. */
export function sweepPoints(model: ModelConfig, batch: number, extent: Extent): Point[] {
  const points: Point[] = [];
  for (const dimension of dimensions)
    for (const factor of FACTORS[extent][dimension]) {
      const value = factor * (dimension === 'batch' ? batch : model[dimension]);
      const shape = dimension === 'batch' ? { model, batch: value } : { model: { ...model, [dimension]: value }, batch };
      if (possible(shape)) points.push({ dimension, value, ...shape, flops: stepFlops(shape.model, shape.batch) });
    }
  return points;
}

function possible({ model, batch }: Omit<Shape, 'flops'>): boolean {
  const { image, patch, width, heads, depth } = model;
  const whole = [batch / 2, image / patch, width / heads, depth].every(Number.isInteger);
  return whole && batch >= 4 && image >= 2 * patch && depth >= 1;
}

/** Every shape once, the cheapest first: the model itself is a point of every dimension. */
export function distinctShapes(points: readonly Point[]): Shape[] {
  const shapes = new Map(points.map(({ model, batch, flops }) => [keyOf({ model, batch }), { model, batch, flops }]));
  return [...shapes.values()].sort((a, b) => a.flops - b.flops);
}

export const keyOf = ({ model, batch }: Omit<Shape, 'flops'>): string => JSON.stringify([model, batch]);
