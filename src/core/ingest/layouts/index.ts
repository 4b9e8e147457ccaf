/** Layouts of public sets and of labelling tools. */
import { recogniseCoco } from './coco';
import { recogniseAircraft, recogniseDogs, recogniseFlowers, recognisePets } from './finegrained';
import { recogniseINaturalist, recogniseOmniglot, recogniseWebDataset } from './hierarchies';
import type { LayoutContext, LayoutReading } from './layout';
import { recogniseVoc } from './voc';
import { recogniseYolo } from './yolo';

export type { LayoutContext, LayoutReading } from './layout';
export { findMasks, rejectMasks } from './masks';

/** Those with lists of their own come first: they are the surest. */
const RECOGNISERS = [
  recogniseAircraft,
  recognisePets,
  recogniseFlowers,
  recogniseDogs,
  recogniseCoco,
  recogniseVoc,
  recogniseYolo,
  recogniseWebDataset,
  recogniseINaturalist,
  recogniseOmniglot,
];

/**
 * The layout that these files have, if it is one that is known.
 * @param failed is told of lists that cannot be read; the images are then labelled in other ways
 */
export async function recogniseLayout(context: LayoutContext, failed: (error: unknown) => void): Promise<LayoutReading | null> {
  if (context.paths.length === 0) return null;
  for (const recogniser of RECOGNISERS) {
    try {
      const found = await recogniser(context);
      if (found) return found;
    } catch (error) {
      failed(error);
    }
  }
  return null;
}
