/** The link to what is looked at: the settings of Train, a sweep, or those of the run chosen among the runs kept. */
import { isNewer } from '../../core/record/kept';
import type { NeededImages } from '../../state/configUrl';
import type { LabStores } from '../../state/LabProvider';
import { sweepParts } from '../../state/sweepParts';
import { imagesIn, linkTo } from './link';

export interface MadeLink {
  link: string;
  /** What it opens the page with, in words. */
  holds: string;
  /** What whoever opens it has to have, where the page does not bring it along. */
  images?: NeededImages | undefined;
}

type Stores = Pick<LabStores, 'lab' | 'place' | 'linked' | 'runs'>;

export function linkNow({ lab, place, linked, runs }: Stores): MadeLink {
  const state = lab.getState();
  const { form, sweep, record } = linked.getState();
  const at = place.getState().place;
  if (at === 'runs') {
    const kept = runs.getState().records?.find(({ id }) => id === record);
    if (kept && !isNewer(kept)) {
      const { imageSet, configuration, title } = kept;
      const { name, images: count, classes, contentHash } = imageSet;
      const bundled = state.imageSets.some(({ id, removable }) => id === imageSet.id && !removable);
      const images = bundled ? undefined : { name, images: count, classes, ...(contentHash === undefined ? {} : { contentHash }) };
      return { link: linkTo(configuration, images), holds: `the settings of “${title}”`, images };
    }
  }
  const request = at === 'sweep' ? (sweep ?? form) : undefined;
  const config = request?.base ?? state.config;
  const images = imagesIn({ ...state, config });
  const more = request ? sweepParts(request, config) : [];
  const where = { place: at === 'runs' ? ('train' as const) : at, more };
  return { link: linkTo(config, images, undefined, where), holds: request ? 'this sweep and its settings' : 'these settings', images };
}
