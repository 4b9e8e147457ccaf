/** Second piece of a step: from features to the loss and its gradient with respect to them. */
import type { Geometry, HeadConfig } from '../../configuration/schema';
import { checkBatch } from '../../ops/contrastive/batch';
import { gradientProgram, lossProgram, termsProgram } from '../../ops/contrastive/kernel';
import { embeddingAttributes } from '../../ops/headEmbedding/attributes';
import { embedBackwardProgram, embedForwardProgram } from '../../ops/headEmbedding/kernel';
import { similarityAttributes } from '../../ops/pairwise/attributes';
import { backwardProgram, forwardProgram } from '../../ops/pairwise/kernel';
import type { PlanBuilder, Region } from '../../ops/runtime/plan';
import { assign, settings } from './settings';

export interface LossShape {
  /** Images, and how many of them are of one class. */
  n: number;
  samplesPerClass: number;
  /** Length of the features. */
  d: number;
  geometry: Geometry;
  hyperbolicInput: HeadConfig['hyperbolicInput'];
}

export interface PlannedLoss {
  /** [loss, accuracy] */
  measured: Region;
  dFeatures: Region;
  /** Puts a head and the scale of the features in force for runs begun afterwards. */
  set(head: HeadConfig, featureScale: number): void;
}

/**
 * Appends the loss of features [n, d], class-major.
 * @throws RangeError when the batch has no whole classes, no positives or no negatives
 */
export function planLoss(plan: PlanBuilder, features: Region, shape: LossShape): PlannedLoss {
  const { n, samplesPerClass: m, d, geometry, hyperbolicInput } = shape;
  checkBatch(n, m);
  // Which kernels there are depends on geometry and input only; the numbers come with every step.
  const attributesOf = (head: HeadConfig) => ({
    embedding: embeddingAttributes({ ...head, geometry, hyperbolicInput }),
    similarity: similarityAttributes({ ...head, geometry }),
  });
  const kind = attributesOf({ tauSpherical: 1, tauHyperbolic: 1, c: 1, lambda: 1, clipRadius: 0, hyperbolicInput, initialRadius: 0 });
  const pairs = { n, m: n, width: geometry === 'fused' ? 2 * d : d };
  const mapping = settings('rootC', 'clipRadius', 'scale');
  const comparison = settings('cosine', 'distance', 'c', 'rootC');
  const embedding = plan.run(embedForwardProgram(n, d, kind.embedding), [features], { settings: mapping });
  const similarity = plan.run(forwardProgram(pairs, kind.similarity), [embedding, embedding], { settings: comparison });
  const terms = plan.run(termsProgram(n, m), [similarity]);
  const measured = plan.keep(plan.run(lossProgram(n, m), [terms]));

  const one = plan.input(1, Float32Array.of(1));
  const dSimilarity = plan.run(gradientProgram(n, m), [similarity, terms, one]);
  const compared = kind.similarity.useDistance ? [embedding, embedding, dSimilarity] : [embedding, dSimilarity];
  const dEmbedding = plan.run(backwardProgram(pairs, kind.similarity, 'both'), compared, { settings: comparison });
  const dFeatures = plan.run(embedBackwardProgram(n, d, kind.embedding), [features, dEmbedding], { settings: mapping });
  return {
    measured,
    dFeatures,
    set(head, featureScale) {
      const { embedding, similarity } = attributesOf(head);
      const rootC = Math.sqrt(head.c);
      assign(mapping, { rootC, clipRadius: embedding.clipRadius, scale: featureScale });
      assign(comparison, { cosine: similarity.cosine, distance: similarity.distance, c: similarity.c, rootC });
    },
  };
}
