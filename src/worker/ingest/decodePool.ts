/** The decode workers, and which job goes to which. */
import { ImageSetError } from '../../core/errors';
import type { Decoded, DecodeJob, DecodeRequest, DecodeResponse } from './decode.protocol';
import type { DrawSvg } from './decodeImage';

/** Jobs a worker has: one that it works at, and one so that it never waits. */
const JOBS_EACH = 2;
const MOST_WORKERS = 6;

/** One core is left to the page and the training. */
export function poolSize(cores = navigator.hardwareConcurrency || 2): number {
  return Math.max(1, Math.min(MOST_WORKERS, cores - 1));
}

/** What is used of a `Worker`; tests put others in its place. */
export interface DecodeWorker {
  postMessage(message: DecodeRequest, transfer?: Transferable[]): void;
  terminate(): void;
  onmessage: ((event: MessageEvent<DecodeResponse>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
}

interface Waiting {
  job: DecodeJob;
  resolve(decoded: Decoded): void;
  reject(error: Error): void;
  signal: AbortSignal;
}

interface Member {
  worker: DecodeWorker;
  jobs: Map<number, Waiting>;
}

export class DecodePool {
  readonly #members: Member[] = [];
  readonly #queue: Waiting[] = [];
  #nextId = 1;

  constructor(
    private readonly drawSvg: DrawSvg,
    private readonly size = poolSize(),
    private readonly createWorker: () => DecodeWorker = startWorker,
  ) {}

  /** Jobs that keep all workers at work; more at a time only take memory. */
  get width(): number {
    return this.size * JOBS_EACH;
  }

  /** Decodes the images of a job. @throws the signal's reason when cancelled */
  run(job: DecodeJob, signal: AbortSignal): Promise<Decoded> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason as Error);
      this.#queue.push({ job, resolve, reject, signal });
      this.#assign();
    });
  }

  close(): void {
    for (const { worker } of this.#members.splice(0)) worker.terminate();
  }

  #assign(): void {
    while (this.#queue.length > 0) {
      const member = this.#freest();
      if (!member) return;
      const waiting = this.#queue.shift()!;
      if (waiting.signal.aborted) {
        waiting.reject(waiting.signal.reason as Error);
        continue;
      }
      const id = this.#nextId++;
      member.jobs.set(id, waiting);
      waiting.signal.addEventListener('abort', () => member.jobs.has(id) && member.worker.postMessage({ type: 'cancel', id }), {
        once: true,
      });
      member.worker.postMessage({ type: 'decode', id, job: waiting.job });
    }
  }

  /** The one with fewest jobs; a new one as long as there may be more. */
  #freest(): Member | undefined {
    const idle = this.#members.find(({ jobs }) => jobs.size === 0);
    if (idle) return idle;
    if (this.#members.length < this.size) return this.#start();
    const [best] = [...this.#members].sort((a, b) => a.jobs.size - b.jobs.size);
    return best && best.jobs.size < JOBS_EACH ? best : undefined;
  }

  #start(): Member {
    const member: Member = { worker: this.createWorker(), jobs: new Map() };
    member.worker.onmessage = ({ data }) => this.#receive(member, data);
    member.worker.onerror = (event) => {
      event.preventDefault?.();
      this.#broken(member, event.message || 'its script could not be loaded');
    };
    this.#members.push(member);
    return member;
  }

  #receive(member: Member, response: DecodeResponse): void {
    if (response.type === 'draw') {
      const { drawing, svg, width, height } = response;
      const answer = (bitmap: ImageBitmap | null) => member.worker.postMessage({ type: 'drawn', drawing, bitmap }, bitmap ? [bitmap] : []);
      this.drawSvg(svg, width, height).then(answer, () => answer(null));
      return;
    }
    const waiting = member.jobs.get(response.id);
    member.jobs.delete(response.id);
    if (response.type === 'decoded') waiting?.resolve(response.decoded);
    else waiting?.reject(waiting.signal.aborted ? (waiting.signal.reason as Error) : new Error(response.message));
    this.#assign();
  }

  /** A worker that dies (out of memory, most likely) takes its jobs with it; the others go on. */
  #broken(member: Member, why: string): void {
    this.#members.splice(this.#members.indexOf(member), 1);
    member.worker.terminate();
    for (const { reject } of member.jobs.values())
      reject(new ImageSetError(`A worker that decodes images stopped: ${why}. Close other pages to free memory, and add the files again.`));
    this.#assign();
  }
}

function startWorker(): DecodeWorker {
  return new Worker(new URL('./decode.ts', import.meta.url), { type: 'module', name: 'decode' });
}
