/** Links to a configuration, and the command that trains it. */
import type { ExperimentConfig } from '../../core/configuration/schema';
import type { ExperimentRecord } from '../../core/record/schema';
import { toHash, type AddressPart, type NeededImages } from '../../state/configUrl';
import type { Place } from '../../state/views/place';
import type { LabState } from '../../state/lab.types';

/**
 * @param images what the image set is, where the page does not bring it along
 * @param page address of the page; what stands behind # in it does not count
 */
export function linkTo(
  config: ExperimentConfig,
  images?: NeededImages,
  page: string = location.href,
  { place = 'train', more = [] }: { place?: Place; more?: readonly AddressPart[] } = {},
): string {
  const address = new URL(page);
  address.hash = '';
  return address.href + toHash(config, place, images, more);
}

/** What a link says of an image set; undefined where the page brings it along. */
export function imagesIn({ config, imageSet, imageSets }: Pick<LabState, 'config' | 'imageSet' | 'imageSets'>): NeededImages | undefined {
  const own = imageSets.some(({ id, removable }) => id === config.imageSet && removable);
  if (!own || imageSet?.id !== config.imageSet) return undefined;
  const { title: name, count: images, classes, contentHash } = imageSet;
  return { name, images, classes: classes.length, ...(contentHash === undefined ? {} : { contentHash }) };
}

/** What whoever opens a link has to have, in words. */
export function neededInWords({ name, images, classes, contentHash }: NeededImages): string {
  const content = contentHash === undefined ? '' : `, content ${contentHash}`;
  return `Whoever opens it needs the image set “${name}” (${images.toLocaleString('en')} images of ${classes.toLocaleString('en')} classes${content}): it is yours, and does not travel in a link.`;
}

/** For a shell: in single quotes. */
export const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

/** `npm run lab -- train …`: the same experiment without a window, for as many steps as it has taken. */
export function commandOf({ step, backend, imageSet }: ExperimentRecord, link: string, bundled: boolean): string {
  const hash = new URL(link).hash;
  return [
    'npm run lab -- train',
    ...(hash === '' ? [] : [`--config ${quoted(hash)}`]),
    ...(bundled ? [] : [`--images ${quoted(`FOLDER OF ${imageSet.name}`)}`]),
    // What was trained in PyTorch is repeated here by whatever there is.
    `--backend ${backend.backend === 'pytorch' ? 'auto' : backend.backend}`,
    ...(step > 0 ? [`--steps ${step}`] : []),
    '--out DIR',
  ].join(' ');
}
