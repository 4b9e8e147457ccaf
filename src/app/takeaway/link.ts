/** Links to a configuration, and the command that trains it. */
import type { ExperimentConfig } from '../../core/configuration/schema';
import type { ImageSetInfo } from '../../core/data/imageSet';
import type { ExperimentRecord } from '../../core/record/schema';
import { toHash } from '../../state/configUrl';

/** @param page address of the page; what stands behind # in it does not count */
export function linkTo(config: ExperimentConfig, page: string = location.href): string {
  const address = new URL(page);
  address.hash = '';
  return address.href + toHash(config);
}

/** What whoever opens a link has to have: undefined where the page brings the images along. */
export function neededImages({ title, count, classes, contentHash }: ImageSetInfo, bundled: boolean): string | undefined {
  if (bundled) return undefined;
  const content = contentHash === undefined ? '' : `, content ${contentHash}`;
  return `Whoever opens it needs the image set “${title}” (${count.toLocaleString('en')} images of ${classes.length.toLocaleString('en')} classes${content}): it is yours, and does not travel in a link.`;
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
    `--backend ${backend.backend}`,
    ...(step > 0 ? [`--steps ${step}`] : []),
    '--out DIR',
  ].join(' ');
}
