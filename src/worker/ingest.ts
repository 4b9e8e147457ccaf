/** The ingest worker: answers the page's requests about one drop (engine/ingest.protocol) with what session, decode workers and storage do. */
import { errorOf, ImageSetError, LabelsUnclearError } from '../core/errors';
import type { Progress } from '../core/ingest/pace';
import type {
  ImageSetReport,
  IngestAnswers,
  IngestMessage,
  IngestProgress,
  IngestRequest,
  IngestResponse,
} from '../engine/images.protocol';
import { drawThumbnails } from './ingest/drawThumbnails';
import { DecodePool } from './ingest/decodePool';
import { KEEP, ingestPlan } from './ingest/ingestRun';
import { NothingReadError } from '../core/errors';
import { Session } from './ingest/session';
import { openStorage } from './storage/open';
import { lockName } from './storage/shelf';

const session = new Session();
const running = new Map<number, AbortController>();
const drawings = new Map<number, (bitmap: ImageBitmap | null) => void>();
let nextDrawing = 1;
const pool = new DecodePool(drawSvg);

function send(response: IngestResponse, transfer: Transferable[] = []): void {
  self.postMessage(response, { transfer });
}

function drawSvg(svg: Blob, width: number, height: number): Promise<ImageBitmap | null> {
  const drawing = nextDrawing++;
  return new Promise((resolve) => {
    drawings.set(drawing, resolve);
    send({ type: 'draw', drawing, svg, width, height });
  });
}

function looking(id: number): (progress: Progress) => void {
  return ({ activity, done, total }) =>
    send({
      type: 'progress',
      id,
      progress: { phase: 'looking', activity, done, total, perSecond: 0, secondsLeft: null, rejected: 0 } satisfies IngestProgress,
    });
}

async function ingest({ id, options }: Extract<IngestRequest, { type: 'ingest' }>, signal: AbortSignal): Promise<ImageSetReport> {
  const plan = await session.plan({ signal, onProgress: looking(id) }, options);
  return ingestPlan(plan, options, {
    storage: await openStorage(),
    decoders: pool,
    signal,
    onProgress: (progress) => send({ type: 'progress', id, progress }),
    locked: (set, work) => ('locks' in navigator ? navigator.locks.request(lockName(set), work) : work()),
  });
}

async function answer(request: IngestRequest, signal: AbortSignal): Promise<IngestAnswers[keyof IngestAnswers]> {
  const options = { signal, onProgress: looking(request.id) };
  switch (request.type) {
    case 'preview':
      await session.plan(options, request.options);
      return session.preview(request.options);
    case 'labels':
      await session.setLabels(request.labels, options);
      return session.preview(request.options);
    case 'edit':
      await session.edit(request.edit);
      return session.preview(request.options);
    case 'entries':
      return session.entriesOf(request.path);
    case 'thumbnails': {
      const plan = await session.plan(options);
      return drawThumbnails(
        request.entries.map((id) => session.entry(id)),
        plan,
        request.size,
        pool,
        signal,
      );
    }
    case 'ingest':
      return ingest(request, signal);
  }
}

async function respond(request: IngestRequest): Promise<void> {
  const { id } = request;
  const abort = new AbortController();
  running.set(id, abort);
  try {
    const found = await answer(request, abort.signal);
    const bitmaps = Array.isArray(found) ? found.filter((bitmap) => bitmap !== null) : [];
    send({ type: 'done', id, answer: found }, bitmaps);
  } catch (error) {
    const { name, message } = errorOf(error);
    const rejected = error instanceof NothingReadError ? { rejected: error.rejected } : {};
    const question = error instanceof LabelsUnclearError ? { question: error.question } : {};
    send({
      type: 'failed',
      id,
      error: { name: error instanceof ImageSetError ? 'ImageSetError' : name, message, ...rejected, ...question },
    });
  } finally {
    running.delete(id);
  }
}

self.addEventListener('message', ({ data }: MessageEvent<IngestMessage>) => {
  switch (data.type) {
    case 'files':
      return session.add(data.files);
    case 'stop':
      return running.get(data.target)?.abort(data.keep ? KEEP : new DOMException('The reading was cancelled', 'AbortError'));
    case 'drawn': {
      const drawn = drawings.get(data.drawing);
      drawings.delete(data.drawing);
      return drawn ? drawn(data.bitmap) : data.bitmap?.close();
    }
    default:
      return void respond(data);
  }
});
