/**
 * What crosses the boundary between the page and the analysis worker: types only. Arrays that many questions are about (features,
 * labels) are given once and then go by a number; what is found is transferred.
 */
import type { Geometry, HeadConfig } from '../core/configuration/schema';
import type { EffectiveMap } from '../core/metrics/negatives/effectiveMap';
import type { SelectionFound } from '../core/metrics/selectionScan';
import type { TopKPart } from '../core/metrics/retrieval/topK';
import type { Nothing } from '../link';

/** A head, as far as an embedding and its similarities hang on it. */
export type Head = Omit<HeadConfig, 'initialRadius'>;

/** The embedding that a question is about. */
export interface Asked {
  /** Number of the features [n, d], after featureScale, before any normalisation. */
  features: number;
  /** Number of the labels [n]. */
  labels: number;
  n: number;
  d: number;
  geometry: Geometry;
  head: Head;
}

export interface AnalysisRequests {
  /** Hard negatives of the anchors from place `first` of the shuffled order to before place `until`; told part by part. */
  topK: { ask: { of: Asked; first: number; until: number }; answer: null; progress: TopKPart };
  /** Effective numbers of negatives over τ × c: median over these anchors, each of which has a positive. */
  effectiveMap: { ask: { of: Asked; anchors: number[]; taus: readonly number[]; cs: readonly number[] }; answer: EffectiveMap };
  /** Rank correlation (Kendall's τ_b) of the negatives in two embeddings of the same images, mean over so many anchors. */
  rankCorrelation: { ask: { a: Asked; b: Asked; anchors: number }; answer: { mean: number; anchors: number } };
  /** What a selection of rows holds, and the `most` images outside that are nearest to it. */
  selection: { ask: { of: Asked; selected: Int32Array; most: number }; answer: SelectionFound };
}

/** The analysis worker, for a link. */
export interface AnalysisProtocol {
  requests: AnalysisRequests;
  events: never;
  callbacks: Nothing;
  messages: { type: 'keep'; number: number; array: Float32Array | Int32Array } | { type: 'forget'; number: number };
}
