/** The page's end of a contender's worker. */
import type { Ask, Asked, Kind, Response, Session } from './protocol';

/** A step of plain tfjs takes a minute on a slow adapter; what takes this long does not answer any more. */
const PATIENCE_MS = 10 * 60_000;

interface Waiting {
  resolve(value: Asked[Kind]['get']): void;
  reject(error: Error): void;
}

/** Starts a worker. What ends it – a lost device, memory that has run out – rejects what is being waited for and all that is asked later. */
export function startSession(): Session {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
  const waiting = new Map<number, Waiting>();
  let ended: Error | undefined;
  let last = 0;
  const end = (reason: string) => {
    if (ended) return;
    ended = new Error(reason);
    worker.terminate();
    for (const { reject } of waiting.values()) reject(ended);
    waiting.clear();
  };
  worker.onmessage = ({ data }: MessageEvent<Response>) => {
    if ('lost' in data) return end(data.lost);
    const asked = waiting.get(data.id);
    waiting.delete(data.id);
    if ('error' in data) asked?.reject(new Error(data.error));
    else asked?.resolve(data.get);
  };
  worker.onerror = (event) => end(event.message || 'Its worker ended, perhaps for want of memory');

  const ask = (kind: Kind, give: Asked[Kind]['give']) =>
    new Promise<Asked[Kind]['get']>((resolve, reject) => {
      if (ended) return reject(ended);
      const id = ++last;
      const timer = setTimeout(() => end(`It did not answer for ${PATIENCE_MS / 60_000} minutes`), PATIENCE_MS);
      const settled = () => clearTimeout(timer);
      waiting.set(id, {
        resolve: (value) => (settled(), resolve(value)),
        reject: (error) => (settled(), reject(error)),
      });
      worker.postMessage({ id, kind, give });
    });
  return { ask: ask as Ask, close: async () => end('It was closed') };
}
