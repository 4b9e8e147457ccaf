/** What comes before the first piece of a step: from uint8 pixels to normalised patches. */
import type { ChannelStatistics } from '../../ingest/duplicates/statistics';
import type { ImageBatch } from '../../ops/augment/images';
import { augmentProgram, wordsOf, type AugmentAttributes } from '../../ops/augment/kernel';
import { tapCount, tapTable } from '../../ops/augment/taps';
import type { Plan, PlanBuilder, Region } from '../../ops/runtime/plan';
import type { ModelShape } from '../shape';

/** What a plan is made for; with another shape comes another plan. */
export interface ImageShape {
  n: number;
  size: number;
  /** Whether every image is cropped or flipped in its own way. */
  augmented: boolean;
  /** By what pixels are normalised. */
  normalisation: ChannelStatistics;
}

export const imageShape = ({ n, size, crops, flips }: ImageBatch, normalisation: ChannelStatistics): ImageShape => ({
  n,
  size,
  augmented: Boolean(crops || flips),
  normalisation,
});

export interface PlannedImages {
  /** Appends what cuts the images into patches; as often as they are needed. */
  patches(): Region;
  /** Gives the plan the images of a batch of `n`. */
  fill(ready: Plan, batch: ImageBatch): void;
}

export function planImages(plan: PlanBuilder, model: ModelShape, { n, size, augmented, normalisation }: ImageShape): PlannedImages {
  const side = model.image;
  const attributes: AugmentAttributes = { n, size, side, taps: tapCount(size, side), ownTables: augmented, patch: model.patch };
  const pixels = plan.input(wordsOf(attributes));
  const table = plan.input((augmented ? n : 1) * 2 * side * (1 + attributes.taps));
  const program = { ...augmentProgram(attributes, normalisation), integerInputs: ['pixels'] };
  return {
    patches: () => plan.run(program, [pixels, table]),
    fill(ready, batch) {
      ready.write(pixels, batch.pixels);
      ready.write(table, tapTable(batch, side).values);
    },
  };
}

/** Images `from` to `from + count` of a batch. */
export function partOf({ pixels, n, size, crops, flips }: ImageBatch, from: number, count: number): ImageBatch {
  if (from === 0 && count === n) return { pixels, n, size, ...(crops ? { crops } : {}), ...(flips ? { flips } : {}) };
  const stride = size * size * 3;
  return {
    ...{ pixels: pixels.subarray(from * stride, (from + count) * stride), n: count, size },
    ...(crops ? { crops: crops.subarray(4 * from, 4 * (from + count)) } : {}),
    ...(flips ? { flips: flips.subarray(from, from + count) } : {}),
  };
}
