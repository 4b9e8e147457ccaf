/** The image worker: answers the page's requests (engine/images.protocol) with what `imageSource` reads. */
import { ImageSetError } from '../core/data/imageSetError';
import type { ImagesAnswers, ImagesRequest, ImagesResponse } from '../engine/images.protocol';
import { openImageSource, readIndex, type ImageSource } from './imageSource';

const sources = new Map<number, ImageSource>();

function send(response: ImagesResponse, transfer: Transferable[] = []): void {
  self.postMessage(response, { transfer });
}

function done<T extends keyof ImagesAnswers>(id: number, answer: ImagesAnswers[T], transfer?: Transferable[]): void {
  send({ type: 'done', id, answer }, transfer);
}

async function open({ id, base, imageSet }: Extract<ImagesRequest, { type: 'open' }>): Promise<void> {
  const source = await openImageSource(base, imageSet, {
    progress: (progress) => send({ type: 'progress', opened: id, progress }),
    thumbnails: (page) => send({ type: 'thumbnails', opened: id, page }, [page.bitmap]),
  });
  sources.set(id, source);
  const { info, labels, split } = source.described;
  // Copies: the worker needs its own for the stores to come.
  done<'open'>(id, { info, labels: labels.slice(), split: split.slice() });
  source.start();
}

async function store({ id, opened, size }: Extract<ImagesRequest, { type: 'store' }>): Promise<void> {
  const source = sources.get(opened);
  if (!source) throw new ImageSetError('This image set has been closed. Open it again.');
  const made = await source.store(size);
  done<'store'>(id, made, [made.pixels.buffer, made.labels.buffer, made.split.buffer]);
}

async function answer(request: ImagesRequest): Promise<void> {
  switch (request.type) {
    case 'list': {
      const { sets } = await readIndex(request.base);
      return done<'list'>(
        request.id,
        sets.map(({ id, title, detail }) => ({ id, title, detail })),
      );
    }
    case 'open':
      return open(request);
    case 'store':
      return store(request);
    case 'close':
      sources.get(request.opened)?.close();
      sources.delete(request.opened);
      return done<'close'>(request.id, null);
  }
}

self.addEventListener('message', ({ data }: MessageEvent<ImagesRequest>) => {
  answer(data).catch((error: unknown) => {
    const message = error instanceof Error ? error.message : String(error);
    send({ type: 'failed', id: data.id, refused: error instanceof ImageSetError, message });
  });
});
