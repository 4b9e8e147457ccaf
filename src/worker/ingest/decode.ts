/** A decode worker: files in, squares of pixels out. The ingest worker starts as many as the machine has cores to spare. */
import { errorOf } from '../../core/errors';
import type { DecodeRequest, DecodeResponse } from './decode.protocol';
import { runDecodeJob } from './decodeJob';

const jobs = new Map<number, AbortController>();
const drawings = new Map<number, (bitmap: ImageBitmap | null) => void>();
let nextDrawing = 1;

function send(response: DecodeResponse, transfer: Transferable[] = []): void {
  self.postMessage(response, { transfer });
}

function drawSvg(svg: Blob, width: number, height: number): Promise<ImageBitmap | null> {
  const drawing = nextDrawing++;
  return new Promise((resolve) => {
    drawings.set(drawing, resolve);
    send({ type: 'draw', drawing, svg, width, height });
  });
}

async function decode({ id, job }: Extract<DecodeRequest, { type: 'decode' }>): Promise<void> {
  const abort = new AbortController();
  jobs.set(id, abort);
  try {
    const decoded = await runDecodeJob(job, drawSvg, abort.signal);
    send({ type: 'decoded', id, decoded }, [decoded.pixels.buffer, decoded.hashes.buffer, decoded.small.buffer]);
  } catch (error) {
    const { name, message } = errorOf(error);
    send({ type: 'failed', id, name, message });
  } finally {
    jobs.delete(id);
  }
}

self.addEventListener('message', ({ data }: MessageEvent<DecodeRequest>) => {
  switch (data.type) {
    case 'decode':
      return void decode(data);
    case 'cancel':
      return jobs.get(data.id)?.abort();
    case 'drawn': {
      const drawn = drawings.get(data.drawing);
      drawings.delete(data.drawing);
      return drawn ? drawn(data.bitmap) : data.bitmap?.close();
    }
  }
});
