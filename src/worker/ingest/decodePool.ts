/** The decode workers, and which job goes to which. */
import { ImageSetError, WorkerError } from '../../core/errors';
import { handOver, WorkerLink, type WorkerLike } from '../../link';
import type { Decoded, DecodeJob, DecodeProtocol } from './decode.protocol';
import type { DrawSvg } from './decodeImage';

/** Jobs a worker has: one that it works at, and one so that it never waits. */
const JOBS_EACH = 2;
const MOST_WORKERS = 6;

/** One core is left to the page and the training. */
export function poolSize(cores = navigator.hardwareConcurrency || 2): number {
  return Math.max(1, Math.min(MOST_WORKERS, cores - 1));
}

interface Waiting {
  job: DecodeJob;
  resolve(decoded: Promise<Decoded>): void;
  reject(error: Error): void;
  signal: AbortSignal;
}

type Member = WorkerLink<DecodeProtocol>;

export class DecodePool {
  readonly #members: Member[] = [];
  readonly #queue: Waiting[] = [];

  constructor(
    private readonly drawSvg: DrawSvg,
    private readonly size = poolSize(),
    private readonly startWorker: () => WorkerLike = start,
  ) {}

  /** Jobs that keep all workers at work; more at a time only take memory. */
  get width(): number {
    return this.size * JOBS_EACH;
  }

  /**
   * Decodes the images of a job. A worker that dies (out of memory, most likely) takes its jobs with it; the others go on, and another
   * one takes its place.
   * @throws the signal's reason when cancelled; ImageSetError when the worker dies
   */
  run(job: DecodeJob, signal: AbortSignal): Promise<Decoded> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ job, resolve, reject, signal });
      this.#assign();
    });
  }

  close(): void {
    for (const member of this.#members.splice(0)) member.close();
  }

  #assign(): void {
    while (this.#queue.length > 0) {
      const member = this.#freest();
      if (!member) return;
      const { job, resolve, reject, signal } = this.#queue.shift()!;
      if (signal.aborted) reject(signal.reason as Error);
      else resolve(this.#decode(member, job, signal));
    }
  }

  async #decode(member: Member, job: DecodeJob, signal: AbortSignal): Promise<Decoded> {
    try {
      return await member.request('decode', { job }, { signal, waitForEnd: true });
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      throw error instanceof WorkerError ? new ImageSetError(error.message, { cause: error }) : error;
    } finally {
      this.#assign();
    }
  }

  /** The one with fewest jobs; a new one as long as there may be more. */
  #freest(): Member | undefined {
    const idle = this.#members.find(({ pending }) => pending === 0);
    if (idle) return idle;
    if (this.#members.length < this.size) return this.#open();
    const [best] = [...this.#members].sort((a, b) => a.pending - b.pending);
    return best && best.pending < JOBS_EACH ? best : undefined;
  }

  #open(): Member {
    const member: Member = new WorkerLink<DecodeProtocol>({
      name: 'decoding',
      start: this.startWorker,
      advice: 'Close other pages to free memory, and add the files again.',
      callbacks: {
        draw: async ({ svg, wanted }) => {
          const drawn = await this.drawSvg(svg, wanted);
          return drawn && handOver(drawn, [drawn.bitmap]);
        },
      },
    });
    this.#members.push(member);
    return member;
  }
}

function start(): WorkerLike {
  return new Worker(new URL('./decode.ts', import.meta.url), { type: 'module', name: 'decode' });
}
