/** The image worker: answers the page's requests (engine/images.protocol) with what `imageSource` reads. */
import { ImageSetError } from '../core/errors';
import type { ImageSetSummary, ImagesProtocol } from '../engine/images.protocol';
import { handOver, serve } from '../link';
import { openImageSource, type ImageSource } from './imageSource';
import { readIndex } from './sheets';
import { openStorage } from './storage/open';
import { packedOf, restorePacked } from './storage/packed';
import { listStored } from './storage/shelf';
import type { SetStorage } from './storage/storage';
import { isOwnId, readListing, readMeta, StoredSet } from './storage/storedSet';
import { StoredSource } from './storedSource';

/** Images of a list that are sent in one message. */
const LISTED_AT_ONCE = 1000;

const sources = new Map<number, ImageSource | StoredSource>();
let storage: Promise<SetStorage> | undefined;

function ownSets(): Promise<SetStorage> {
  storage ??= openStorage();
  // What the browser refuses now it may grant later.
  storage.catch(() => (storage = undefined));
  return storage;
}

const indexes = new Map<string, ReturnType<typeof readIndex>>();

/** What the site bundles: asked for once, and again where it could not be had. */
function bundledIn(base: string): ReturnType<typeof readIndex> {
  const cached = indexes.get(base);
  if (cached) return cached;
  const asked = readIndex(base);
  indexes.set(base, asked);
  asked.catch(() => indexes.delete(base));
  return asked;
}

function sourceOf(opened: number): ImageSource | StoredSource {
  const source = sources.get(opened);
  if (!source) throw new ImageSetError('This image set has been closed. Open it again.');
  return source;
}

const page = serve<ImagesProtocol>(
  {
    // The bundled sets, the default one first, then the user's own. Either alone will do: the page may be offline, or have no storage.
    async list({ base }) {
      const [bundled, own] = await Promise.allSettled([bundledIn(base), ownSets().then(listStored)]);
      const stored = own.status === 'fulfilled' ? own.value : [];
      if (bundled.status === 'rejected' && stored.length === 0) throw bundled.reason;
      const sets: ImageSetSummary[] = bundled.status === 'fulfilled' ? bundled.value.sets : [];
      return [...sets.map(({ id, title, detail }) => ({ id, title, detail })), ...stored];
    },

    async open({ base, imageSet, opened }) {
      const source = isOwnId(imageSet)
        ? new StoredSource(await StoredSet.open(await ownSets(), imageSet))
        : await openImageSource(base, imageSet, {
            progress: (progress) => page.tell({ type: 'decoded', opened, progress }),
            thumbnails: (sheet) => page.tell({ type: 'thumbnails', opened, page: sheet }, [sheet.bitmap]),
          });
      sources.set(opened, source);
      const { info, labels, split } = source.described;
      // The answer first: nothing of an image set is told before it.
      setTimeout(() => source.start());
      return { info, labels, split, thumbnails: source instanceof StoredSource ? source.tile : 'pages' };
    },

    async tiles({ opened, rows }) {
      const source = sourceOf(opened);
      if (!(source instanceof StoredSource)) throw new Error('the thumbnails of this image set come by themselves');
      const made = await source.tiles(rows);
      return handOver(made, [made.bitmap]);
    },

    async listing({ imageSet }, { progress, signal }) {
      if (!isOwnId(imageSet)) throw new ImageSetError(`Image set “${imageSet}” comes with the page; its files are named in its notice.`);
      const sets = await ownSets();
      const { meta, rows } = await StoredSet.open(sets, imageSet);
      const save = (await readMeta(sets, imageSet))?.save ?? 0;
      const told = await readListing(sets, meta, save);
      const { labels, split } = rows;
      const { title, size, classes } = meta;
      const { paths = [], notes = [] } = told ?? {};
      for (let first = 0; first < labels.length; first += LISTED_AT_ONCE) {
        const end = first + LISTED_AT_ONCE;
        progress({ paths: paths.slice(first, end), labels: labels.slice(first, end), split: split.slice(first, end) });
        // Between two parts other requests have their turn, and this one may be withdrawn.
        await new Promise((resume) => setTimeout(resume));
        signal.throwIfAborted();
      }
      return { title, size, classes, count: labels.length, notes };
    },

    async pack({ imageSet }) {
      return packedOf(await ownSets(), imageSet);
    },

    async pixels({ imageSet, first, count }) {
      const pixels = await (await StoredSet.open(await ownSets(), imageSet)).pixels(first, count);
      return handOver(pixels, [pixels.buffer]);
    },

    async restore({ set }) {
      return restorePacked(await ownSets(), set);
    },

    async remove({ imageSet }) {
      if (!isOwnId(imageSet)) throw new ImageSetError(`Image set “${imageSet}” is not one of your own and can't be deleted.`);
      await (await ownSets()).remove(imageSet);
      return null;
    },
  },
  ({ opened }) => {
    sources.get(opened)?.close();
    sources.delete(opened);
  },
);
