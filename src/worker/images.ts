/** The image worker: answers the page's requests (engine/images.protocol) with what `imageSource` reads. */
import { ImageSetError, messageOf } from '../core/errors';
import type { ImagesAnswers, ImageSetSummary, ImagesRequest, ImagesResponse } from '../engine/images.protocol';
import { openImageSource, type ImageSource } from './imageSource';
import { readIndex } from './sheets';
import { openStorage } from './storage/open';
import { listStored } from './storage/shelf';
import type { SetStorage } from './storage/storage';
import { isOwnId, readListing, readMeta, StoredSet } from './storage/storedSet';
import { StoredSource } from './storedSource';

const sources = new Map<number, ImageSource | StoredSource>();
let storage: Promise<SetStorage> | undefined;

function ownSets(): Promise<SetStorage> {
  storage ??= openStorage();
  // What the browser refuses now it may grant later.
  storage.catch(() => (storage = undefined));
  return storage;
}

function send(response: ImagesResponse, transfer: Transferable[] = []): void {
  self.postMessage(response, { transfer });
}

function done<T extends keyof ImagesAnswers>(id: number, answer: ImagesAnswers[T], transfer?: Transferable[]): void {
  send({ type: 'done', id, answer }, transfer);
}

const indexes = new Map<string, ReturnType<typeof readIndex>>();

/** What the site bundles: asked for once, and again where it could not be had. */
function bundledIn(base: string): ReturnType<typeof readIndex> {
  const known = indexes.get(base);
  if (known) return known;
  const asked = readIndex(base);
  indexes.set(base, asked);
  asked.catch(() => indexes.delete(base));
  return asked;
}

/** The bundled sets, the default one first, then the user's own. Either alone will do: the page may be offline, or have no storage. */
async function list({ id, base }: Extract<ImagesRequest, { type: 'list' }>): Promise<void> {
  const [bundled, own] = await Promise.allSettled([bundledIn(base), ownSets().then(listStored)]);
  const stored = own.status === 'fulfilled' ? own.value : [];
  if (bundled.status === 'rejected' && stored.length === 0) throw bundled.reason;
  const sets: ImageSetSummary[] = bundled.status === 'fulfilled' ? bundled.value.sets : [];
  done<'list'>(id, [...sets.map(({ id, title, detail }) => ({ id, title, detail })), ...stored]);
}

async function open({ id, base, imageSet }: Extract<ImagesRequest, { type: 'open' }>): Promise<void> {
  const source = isOwnId(imageSet)
    ? new StoredSource(await StoredSet.open(await ownSets(), imageSet))
    : await openImageSource(base, imageSet, {
        progress: (progress) => send({ type: 'progress', opened: id, progress }),
        thumbnails: (page) => send({ type: 'thumbnails', opened: id, page }, [page.bitmap]),
      });
  sources.set(id, source);
  const { info, labels, split } = source.described;
  const thumbnails = source instanceof StoredSource ? source.tile : 'pages';
  done<'open'>(id, { info, labels, split, thumbnails });
  source.start();
}

function opened(id: number): ImageSource | StoredSource {
  const source = sources.get(id);
  if (!source) throw new ImageSetError('This image set has been closed. Open it again.');
  return source;
}

async function tiles({ id, opened: of, rows }: Extract<ImagesRequest, { type: 'tiles' }>): Promise<void> {
  const source = opened(of);
  if (!(source instanceof StoredSource)) throw new Error('the thumbnails of this image set come by themselves');
  const made = await source.tiles(rows);
  done<'tiles'>(id, made, [made.bitmap]);
}

async function listing({ id, imageSet }: Extract<ImagesRequest, { type: 'listing' }>): Promise<void> {
  if (!isOwnId(imageSet)) throw new ImageSetError(`Image set “${imageSet}” comes with the page; its files are named in its notice.`);
  const sets = await ownSets();
  const { meta, rows } = await StoredSet.open(sets, imageSet);
  const save = (await readMeta(sets, imageSet))?.save ?? 0;
  const told = await readListing(sets, meta, save);
  const { labels, split } = rows;
  done<'listing'>(id, {
    ...{ title: meta.title, size: meta.size, classes: meta.classes, labels, split },
    paths: told?.paths ?? [],
    notes: told?.notes ?? [],
  });
}

async function remove({ id, imageSet }: Extract<ImagesRequest, { type: 'remove' }>): Promise<void> {
  if (!isOwnId(imageSet)) throw new ImageSetError(`Image set “${imageSet}” is not one of your own and can't be deleted.`);
  await (await ownSets()).remove(imageSet);
  done<'remove'>(id, null);
}

async function answer(request: ImagesRequest): Promise<void> {
  switch (request.type) {
    case 'list':
      return list(request);
    case 'open':
      return open(request);
    case 'tiles':
      return tiles(request);
    case 'listing':
      return listing(request);
    case 'remove':
      return remove(request);
    case 'close':
      sources.get(request.opened)?.close();
      sources.delete(request.opened);
      return done<'close'>(request.id, null);
  }
}

self.addEventListener('message', ({ data }: MessageEvent<ImagesRequest>) => {
  answer(data).catch((error: unknown) => {
    const message = messageOf(error);
    send({ type: 'failed', id: data.id, refused: error instanceof ImageSetError, message });
  });
});
