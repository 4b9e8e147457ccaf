/** What is computed over all images in the analysis worker; it starts with the first question. */
import { AnalysisClient, type AnalysisOf } from '../engine/analysis';
import type { Ranking } from './views/selection';

export const analysis = new AnalysisClient();

/** A ranking as the analysis asks about it. */
export const analysisOf = ({ snapshot: { features, n, d }, geometry, head }: Ranking, labels: Int32Array): AnalysisOf => ({
  features,
  labels,
  n,
  d,
  geometry,
  head,
});
