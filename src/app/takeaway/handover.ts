/** What goes along for PyTorch: the programs as they stand in this project, and the image set as far as the page has it. */
import readme from '../../../handover/README.md?raw';
import requirements from '../../../handover/requirements.txt?raw';
import sweep from '../../../handover/sweep.py?raw';
import train from '../../../handover/train.py?raw';
import { handoverBytes, SMALL_HANDOVER_BYTES, type Handover, type HandoverImages } from '../../core/export';
import type { ExperimentRecord } from '../../core/record/schema';
import type { LabStores } from '../../state/LabProvider';
import { imagePixels } from './sprites';

const sources = { 'train.py': train, 'sweep.py': sweep, 'requirements.txt': requirements, 'README.md': readme };

/** Pixels up to here are taken along; of a larger set the list of its images is. */
const MOST_PIXEL_BYTES = 2 ** 25;

async function imagesOf({ lab }: Pick<LabStores, 'lab'>, record: ExperimentRecord): Promise<HandoverImages | undefined> {
  const { imageSet, images, thumbnails, imageSets } = lab.getState();
  const { id, contentHash } = record.imageSet;
  if (!imageSet || !images || imageSet.id !== id || (contentHash !== undefined && imageSet.contentHash !== contentHash)) return undefined;
  const { classes, disjointClasses, size, count } = imageSet;
  const about = { disjointClasses, classes, labels: images.labels, split: images.split };
  // As long as they are not smaller, thumbnails are the images as they are trained on.
  const pixels =
    thumbnails?.size === size && count * size * size * 3 <= MOST_PIXEL_BYTES ? await imagePixels(thumbnails, count) : undefined;
  if (pixels) return { ...about, pixels: { data: pixels, side: size } };
  const own = imageSets.some((set) => set.id === id && set.removable);
  const listed = own ? (await lab.conductor.listImageSet(id)).images.map(({ path }) => path) : undefined;
  return { ...about, ...(listed?.every((path) => path !== '') ? { paths: listed } : {}) };
}

/** @param wanted `auto`: where the weights are small */
export async function handoverOf(
  stores: Pick<LabStores, 'lab'>,
  record: ExperimentRecord,
  wanted: boolean | 'auto',
): Promise<Handover | undefined> {
  if (wanted === false || (wanted === 'auto' && handoverBytes(record) > SMALL_HANDOVER_BYTES)) return undefined;
  return { sources, images: await imagesOf(stores, record) };
}
