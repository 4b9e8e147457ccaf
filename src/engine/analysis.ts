/**
 * The page's side of the analysis worker, where everything is computed that grows with the square of the images. Arrays are copied to
 * it once, however many questions are asked about them, and forgotten when others have been asked about since.
 */
import { CancelledError } from '../core/errors';
import type { EffectiveMap } from '../core/metrics/negatives/effectiveMap';
import type { SelectionFound } from '../core/metrics/selectionScan';
import type { TopKPart } from '../core/metrics/retrieval/topK';
import { onceMore, WorkerLink, type WorkerLike } from '../link';
import type { AnalysisProtocol, Asked } from './analysis.protocol';

/** The embedding that a question is about; its arrays must not be changed. */
export interface AnalysisOf extends Omit<Asked, 'features' | 'labels'> {
  /** [n, d] after featureScale, before any normalisation. */
  features: Float32Array;
  /** [n] */
  labels: Int32Array;
}

/** Arrays that the worker keeps: those of a page full of runs and of what it looked at before. */
const MOST_KEPT = 32;

export class AnalysisClient {
  readonly #link: WorkerLink<AnalysisProtocol>;
  /** Numbers of the arrays that the worker has; those used last come last. */
  readonly #kept = new Map<Float32Array | Int32Array, number>();
  #generation = 0;
  #nextNumber = 1;

  /** @param startWorker for tests */
  constructor(startWorker: () => WorkerLike = start) {
    this.#link = new WorkerLink<AnalysisProtocol>({
      name: 'analysis',
      start: startWorker,
      advice: 'It is started again with the next view; if this comes again, reload the page.',
    });
  }

  /**
   * Hard negatives of the anchors from place `first` of the shuffled order (`core/metrics/topK`) to before place `until`.
   * @param onPart gets what is found, in order
   * @throws CancelledError when the signal fires, WorkerError when the worker stops twice in a row
   */
  async topK(of: AnalysisOf, first: number, until: number, onPart: (part: TopKPart) => void, signal?: AbortSignal): Promise<void> {
    let next = first;
    const advance = (part: TopKPart) => {
      next = part.first + part.wrong.length;
      onPart(part);
    };
    // Where the worker stops, another goes on from there.
    await onceMore(() =>
      this.#link.request('topK', { of: this.#asked(of), first: next, until }, { onProgress: advance, ...(signal ? { signal } : {}) }),
    );
  }

  /** Effective numbers of negatives over τ × c, median over anchors that each have a positive. Rejects as `topK`. */
  effectiveMap(
    of: AnalysisOf,
    anchors: number[],
    taus: readonly number[],
    cs: readonly number[],
    signal?: AbortSignal,
  ): Promise<EffectiveMap> {
    return onceMore(() => this.#link.request('effectiveMap', { of: this.#asked(of), anchors, taus, cs }, signal ? { signal } : {}));
  }

  /**
   * How the selected images are retrieved among all, and the `most` images outside that are nearest to them. Rejects as `topK`.
   * @param selected rows of the embedding, each once
   */
  selection(of: AnalysisOf, selected: Int32Array, most: number, signal?: AbortSignal): Promise<SelectionFound> {
    return onceMore(() => this.#link.request('selection', { of: this.#asked(of), selected, most }, signal ? { signal } : {}));
  }

  /**
   * Rank correlation (Kendall's τ_b) of the negatives in two embeddings of the same images, mean over the first `anchors` of the shuffled
   * order. Rejects as `topK`.
   */
  rankCorrelation(a: AnalysisOf, b: AnalysisOf, anchors: number, signal?: AbortSignal): Promise<{ mean: number; anchors: number }> {
    return onceMore(() =>
      this.#link.request('rankCorrelation', { a: this.#asked(a), b: this.#asked(b), anchors }, signal ? { signal } : {}),
    );
  }

  /** Ends the worker for good. */
  close(): void {
    this.#link.close(new CancelledError('The analysis has been closed.'));
  }

  #asked({ features, labels, n, d, geometry, head }: AnalysisOf): Asked {
    return { features: this.#keep(features), labels: this.#keep(labels), n, d, geometry, head };
  }

  #keep(array: Float32Array | Int32Array): number {
    if (!this.#link.running || this.#generation !== this.#link.generation) this.#kept.clear();
    let number = this.#kept.get(array);
    if (number === undefined) {
      number = this.#nextNumber++;
      const copy = array.slice();
      this.#link.tell({ type: 'keep', number, array: copy }, [copy.buffer]);
      this.#generation = this.#link.generation;
    }
    this.#kept.delete(array);
    this.#kept.set(array, number);
    for (const [oldest, old] of this.#kept) {
      if (this.#kept.size <= MOST_KEPT) break;
      this.#kept.delete(oldest);
      this.#link.tell({ type: 'forget', number: old });
    }
    return number;
  }
}

function start(): WorkerLike {
  return new Worker(new URL('../worker/analysis.ts', import.meta.url), { type: 'module', name: 'analysis' });
}
