/** By what pixels are normalised before the model sees them: (x − mean)/std, channel by channel. */
import type { AugmentationConfig } from '../configuration/schema';
import { ChannelSums, type ChannelStatistics } from '../ingest/duplicates/statistics';
import { ConfigError } from '../errors';
import { rowsOf } from './imageSet';
import type { ImageSet } from './pixelSource';

/** What timm's ViT weights (augreg) are normalised by, and the released Hyp-ViT code with them: pixels in −1 … 1. */
export const TIMM_VIT: ChannelStatistics = { mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] };

/** What models trained by torchvision's recipe are normalised by, DeiT, DINO, DINOv2 and MAE with them: the channels of ImageNet. */
export const IMAGENET: ChannelStatistics = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };

/** Training images that are counted: more do not move the mean by a grey level. */
const MOST_IMAGES = 8192;
const READ_AT_ONCE = 128;
/** Of images all of one colour the deviation would be 0. */
const LEAST_STD = 1 / 255;

/**
 * Mean and deviation (0 … 1) of each channel by the configuration's choice: timm's, ImageNet's, what the pretrained weights say, or those
 * of the image set's training images (evenly chosen, at most 8,192 of them), so that nothing of the evaluated images enters training.
 * @param told what the pretrained weights say of themselves
 * @throws ConfigError where they are asked for and say nothing
 */
export async function normalisationOf(
  { normalisation }: Pick<AugmentationConfig, 'normalisation'>,
  images: Pick<ImageSet, 'split' | 'pixels'>,
  told?: ChannelStatistics | null,
): Promise<ChannelStatistics> {
  if (normalisation === 'timm') return TIMM_VIT;
  if (normalisation === 'imagenet') return IMAGENET;
  if (normalisation === 'weights') {
    if (told) return told;
    const message = 'The weights do not say by what pixels are normalised; choose timm or imagenet';
    throw new ConfigError([{ path: 'augmentation.normalisation', message }]);
  }
  const rows = rowsOf(images, 'train');
  const step = Math.max(1, rows.length / MOST_IMAGES);
  const counted = Int32Array.from({ length: Math.min(rows.length, MOST_IMAGES) }, (_, i) => rows[Math.floor(i * step)]!);
  const sums = new ChannelSums();
  for (let first = 0; first < counted.length; first += READ_AT_ONCE)
    sums.add(await images.pixels.rows(counted.subarray(first, first + READ_AT_ONCE)), images.pixels.size);
  const { mean, std } = sums.result();
  return { mean, std: std.map((value) => Math.max(value, LEAST_STD)) as ChannelStatistics['std'] };
}

/** The same as one factor and one summand a channel for bytes: x·factor + summand. */
export function bytesToInput({ mean, std }: ChannelStatistics): { factor: number[]; summand: number[] } {
  return { factor: std.map((value) => 1 / (255 * value)), summand: mean.map((value, k) => -value / std[k]!) };
}
