/**
 * What chance decides in augmentation: crop boxes and flips. The pixels are cut out where the model runs; every run of an
 * experiment gets the same draws.
 */
import type { AugmentationConfig } from '../configuration/schema';
import type { Random } from '../random/random';

export interface AugmentationDraws {
  /** [n, 4] boxes (y1, x1, y2, x2) in shares of the side, within [0, 1]. */
  crops: Float32Array;
  /** [n] 1 = mirrored left to right. */
  flips: Uint8Array;
}

const ASPECT = Math.log(4 / 3);
const ATTEMPTS = 10;

/**
 * Draws for n square images: random resized crop as torchvision's RandomResizedCrop (area uniform in (cropScale, 1), aspect
 * log-uniform in 3/4 … 4/3, ten attempts, then the whole image), without its rounding to whole pixels; and horizontal flips.
 * A cropScale of 1 gives whole images. Flips are drawn first and whatever their probability, so that turning them off leaves the crops as they are.
 * @throws RangeError for shares outside (0, 1] and [0, 1]
 */
export function drawAugmentation(
  n: number,
  { cropScale, flip }: Pick<AugmentationConfig, 'cropScale' | 'flip'>,
  random: Random,
): AugmentationDraws {
  if (!(cropScale > 0 && cropScale <= 1)) throw new RangeError(`The smallest crop must be above 0 and at most 1, not ${cropScale}`);
  if (!(flip >= 0 && flip <= 1)) throw new RangeError(`The flip probability must be between 0 and 1, not ${flip}`);
  const flips = new Uint8Array(n);
  for (let i = 0; i < n; i++) flips[i] = random.next() < flip ? 1 : 0;
  const crops = new Float32Array(n * 4);
  for (let i = 0; i < n; i++) crops.set(drawCrop(cropScale, random), i * 4);
  return { crops, flips };
}

function drawCrop(cropScale: number, random: Random): [number, number, number, number] {
  if (cropScale < 1) {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const area = cropScale + (1 - cropScale) * random.next();
      const aspect = Math.exp(ASPECT * (2 * random.next() - 1));
      const width = Math.sqrt(area * aspect);
      const height = Math.sqrt(area / aspect);
      if (width > 1 || height > 1) continue;
      const top = (1 - height) * random.next();
      const left = (1 - width) * random.next();
      return [top, left, Math.min(1, top + height), Math.min(1, left + width)];
    }
  }
  return [0, 0, 1, 1];
}
