/** What is said under a plot of retrieval: of how many queries it is, and which were left out. */
import type { SeenRetrieval } from '../../core/evaluation/snapshot';
import type { RetrievalMetrics } from '../../core/metrics/retrieval/retrieval';
import { integer } from '../../plots/format';
import type { EvaluationCurve } from './catalogue';

/**
 * @param subset any evaluation of a subset that is drawn
 * @param unseen any retrieval over the evaluation images: they have the same queries
 * @returns undefined where there is nothing to say
 */
export function retrievalNote(
  spec: EvaluationCurve,
  unseen: Pick<RetrievalMetrics, 'queries' | 'excluded'> | undefined,
  seen: Pick<SeenRetrieval, 'images' | 'classes'> | undefined,
  subset?: { images: number; of: number },
): string | undefined {
  if (spec.group === 'Retrieval, seen classes')
    return seen && `${integer(seen.images)} images, ${integer(seen.classes)} classes; thin: ${spec.beside?.label ?? 'unseen'}, drawn alike`;
  if (spec.group !== 'Retrieval, unseen classes') return undefined;
  const { queries = 0, excluded = 0 } = unseen ?? {};
  const left = `${integer(queries)} queries, ${integer(excluded)} excluded: only image of ${excluded === 1 ? 'its' : 'their'} class`;
  const apart = subset && `hollow: ${integer(subset.images)} of ${integer(subset.of)} images, a measure of its own`;
  return [excluded > 0 && left, apart].filter(Boolean).join('; ') || undefined;
}
