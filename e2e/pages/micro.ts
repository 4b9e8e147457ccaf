import type { ConfigPatch } from '../../src/core/configuration/schema';

/** A model small enough to train in a test, on any backend. */
export const micro: ConfigPatch['model'] = {
  image: 32,
  patch: 8,
  width: 32,
  depth: 1,
  heads: 2,
  mlpRatio: 2,
  embedding: 32,
  pooling: 'concatenate',
  initialisation: 'xavier',
};
