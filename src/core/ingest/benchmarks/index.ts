/** Known benchmarks, recognised by their layout and given their published protocol. */
import { recogniseCars } from './cars';
import { recogniseCub } from './cub';
import { recogniseInShop } from './inShop';
import { recogniseOnlineProducts } from './onlineProducts';
import type { Recognised, Surroundings } from './benchmark';

export type { Recognised, Surroundings } from './benchmark';

/** Those with lists of their own come first: they are the surest. */
const RECOGNISERS = [recogniseOnlineProducts, recogniseInShop, recogniseCub, recogniseCars];

/**
 * The benchmark that these images are, if they are one.
 * @param failed is told of lists that cannot be read; the images are then labelled in other ways
 */
export async function recognise(around: Surroundings, failed: (error: unknown) => void): Promise<Recognised | null> {
  if (around.paths.length === 0) return null;
  for (const recogniser of RECOGNISERS) {
    try {
      const found = await recogniser(around);
      if (found) return found;
    } catch (error) {
      failed(error);
    }
  }
  return null;
}
