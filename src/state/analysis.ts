/** What views ask of the analysis worker, which computes over all images. */
import type { AnalysisClient, AnalysisOf } from '../engine/analysis';
import type { Ranking } from './views/selection';

/** `engine/analysis.ts` on the page; its worker starts with the first question. */
export type AnalysisPort = Pick<AnalysisClient, 'topK' | 'effectiveMap' | 'selection' | 'rankCorrelation'>;

/** A ranking as the analysis asks about it. */
export const analysisOf = ({ snapshot: { features, n, d }, geometry, head }: Ranking, labels: Int32Array): AnalysisOf => ({
  features,
  labels,
  n,
  d,
  geometry,
  head,
});
