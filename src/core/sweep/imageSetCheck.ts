/** What an open image set cannot carry of a sweep's cells. Pure. */
import { checkAgainstImageSet, countImageSet, type ImageSetCounts } from '../configuration/validate';
import type { ConfigIssue, ExperimentConfig } from '../configuration/schema';
import { partsInForce, type SplitImages } from '../data/parts';
import type { ImageSetCheck } from './cells';
import type { GridRequest } from './checks';

/**
 * For `cellsOf`: what `checkAgainstImageSet` refuses and, where settings are to be chosen before they are tested, that too few training
 * classes are left to be chosen by.
 */
export function imageSetCheck(images: SplitImages, { compare }: Pick<GridRequest, 'compare'>): ImageSetCheck {
  const known = new Map<string, readonly ConfigIssue[]>();
  return (config) => {
    // Cells differ in little of what counts here, and counting goes over all images.
    const key = JSON.stringify([config.batch.classes, config.evaluation]);
    let issues = known.get(key);
    if (!issues) known.set(key, (issues = issuesOf(images, config, compare !== undefined)));
    return issues;
  };
}

function issuesOf(images: SplitImages, config: ExperimentConfig, choosing: boolean): ConfigIssue[] {
  const counts: ImageSetCounts = countImageSet(images, config);
  const issues = checkAgainstImageSet(config, counts);
  if (!choosing || counts.part === 'validation') return issues;
  const { reason = 'The test images are judged by.' } = partsInForce(images, config);
  return [
    ...issues,
    { path: 'compare', message: `${reason} Settings would be chosen by them; take fewer classes per batch, or leave the comparison out` },
  ];
}
