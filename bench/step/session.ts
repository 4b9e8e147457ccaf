/** The page's end of a contender's worker. */
import { WorkerLink } from '../../src/link';
import type { Ask, BenchProtocol, Session } from './protocol';

/** A step of plain tfjs takes a minute on a slow adapter; what takes this long does not answer any more. */
const PATIENCE_MS = 10 * 60_000;

/** Starts a worker. What ends it – a lost device, memory that has run out – rejects what is being waited for and all that is asked later. */
export function startSession(): Session {
  const link: WorkerLink<BenchProtocol> = new WorkerLink<BenchProtocol>({
    name: 'benchmark',
    start: () => new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' }),
    advice: 'Perhaps for want of memory: try a smaller model or batch.',
    // Another worker would measure another device's beginnings.
    onStopped: (error) => link.close(error),
    onEvent: ({ reason }) => link.close(new Error(reason)),
  });
  const ask: Ask = async (kind, give) => {
    const timer = setTimeout(() => link.close(new Error(`It did not answer for ${PATIENCE_MS / 60_000} minutes`)), PATIENCE_MS);
    try {
      return await link.request(kind, { give });
    } finally {
      clearTimeout(timer);
    }
  };
  return { ask, close: async () => link.close(new Error('It was closed')) };
}
