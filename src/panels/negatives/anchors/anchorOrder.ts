/** The orders of the anchors that the menu offers, and the ranking by them. */
import type { PairOverlap } from '../../../core/metrics/negatives/pairOverlap';
import { DEEPEST, type TopK } from '../../../core/metrics/retrieval/topK';
import { isGiven, type AnchorOrder } from '../../../state/views/anchorOrder';

/** What the menu offers: the words, and the sentence that says what they mean. */
export const ANCHOR_ORDERS: readonly { order: AnchorOrder; words: string; meaning: string }[] = [
  { order: 'index', words: 'in order', meaning: 'As the images stand in the set, class after class.' },
  {
    order: 'disagreement',
    words: 'most disagreement',
    meaning: 'First the anchors whose top k differ most between the runs compared: Jaccard distance, mean over the pairs of rows.',
  },
  {
    order: 'weight',
    words: 'largest p(x⁻)',
    meaning: 'First the anchors whose nearest negative takes the largest share of the gradient, mean over the runs.',
  },
  {
    order: 'wrong',
    words: 'wrong neighbour',
    meaning: 'Only anchors whose nearest image is of another class, first those for which that is so in the most runs, then by p(x⁻).',
  },
];

/**
 * Anchors in an order, as far as all scans have come; undefined where the order is that of the images.
 * @param overlaps of the rows with the runs they are compared with
 */
export function ranked(
  order: AnchorOrder,
  scans: readonly TopK[],
  overlaps: readonly PairOverlap[],
  k: number,
): Int32Array<ArrayBuffer> | undefined {
  const [first] = scans;
  if (isGiven(order)) return undefined;
  const anchors = first ? first.order.slice(0, Math.min(...scans.map(({ done }) => done))) : new Int32Array(0);
  const meanOf = <T>(parts: readonly T[], value: (part: T) => number) =>
    parts.reduce((sum, part) => sum + value(part), 0) / Math.max(1, parts.length);
  const n = first?.n ?? 0;
  const [primary, secondary] = [new Float64Array(n), new Float64Array(n)];
  for (const anchor of anchors) {
    const weight = meanOf(scans, ({ largest }) => largest[anchor]!);
    primary[anchor] =
      order === 'disagreement'
        ? meanOf(overlaps, (overlap) => overlap.disagreement(anchor, k))
        : order === 'weight'
          ? weight
          : meanOf(scans, ({ wrong }) => wrong[anchor]!);
    secondary[anchor] = order === 'disagreement' ? meanOf(overlaps, (overlap) => overlap.disagreement(anchor, DEEPEST)) : weight;
  }
  // p(x⁻) is not defined without a positive, and an anchor whose nearest image is of its own class is no wrong one.
  const counted = anchors.filter((anchor) => (order === 'wrong' ? primary[anchor]! > 0 : !Number.isNaN(primary[anchor]!)));
  return counted.sort((p, q) => primary[q]! - primary[p]! || secondary[q]! - secondary[p]! || p - q);
}
