/**
 * Answers questions about embeddings. Several go on side by side, a slice of time each; between slices messages are read, so that one
 * that is no longer wanted ends at once.
 */
import { OrderError } from '../core/errors';
import { embed } from '../core/geometry/vector';
import { AnchorField, FieldAnchor } from '../core/metrics/negatives/anchorSample';
import { EffectiveMapScan } from '../core/metrics/negatives/effectiveMap';
import { RankCorrelationScan } from '../core/metrics/negatives/rankCorrelation';
import { SelectionScan } from '../core/metrics/selectionScan';
import { TopKScan } from '../core/metrics/retrieval/topK';
import { breathe } from '../core/training/breathe';
import type { AnalysisProtocol, AnalysisRequests, Asked } from '../engine/analysis.protocol';
import { handOver, type Handlers } from '../link';

/** Milliseconds that a question is worked at before the next. */
const SLICE = 30;

export class AnalysisHost {
  readonly #arrays = new Map<number, Float32Array | Int32Array>();
  /** The anchors asked about last: a map under another head is asked about the same ones. */
  #anchors: { key: string; anchors: FieldAnchor[] } | undefined;

  readonly handlers: Handlers<AnalysisRequests> = {
    topK: async ({ of, first, until }, { signal, progress }) => {
      const { features, labels } = this.#given(of);
      const scan = new TopKScan(embed(features, of.n, of.d, of.geometry, of.head), of.head, labels);
      for (let next = first; next < Math.min(until, of.n);) {
        const part = scan.part(next, until, this.#slice());
        next += part.wrong.length;
        progress(part, [part.top.buffer, part.largest.buffer, part.wrong.buffer]);
        await breathe();
        signal.throwIfAborted();
      }
      return null;
    },

    effectiveMap: async ({ of, anchors, taus, cs }, { signal }) => {
      const scan = new EffectiveMapScan(await this.#fieldAnchors(of, anchors, signal), of.geometry, of.head, taus, cs);
      for (let goOn = this.#slice(); ;) {
        const map = scan.advance();
        if (map) return handOver(map, [map.values.buffer]);
        if (goOn()) continue;
        await breathe();
        signal.throwIfAborted();
        goOn = this.#slice();
      }
    },

    rankCorrelation: async ({ a, b, anchors }, { signal }) => {
      const placed = (of: Asked) => ({ embedding: embed(this.#given(of).features, of.n, of.d, of.geometry, of.head), head: of.head });
      const scan = new RankCorrelationScan(placed(a), placed(b), this.#given(a).labels, anchors);
      for (let goOn = this.#slice(); ;) {
        const found = scan.advance();
        if (found) return found;
        if (goOn()) continue;
        await breathe();
        signal.throwIfAborted();
        goOn = this.#slice();
      }
    },

    selection: async ({ of, selected, most }, { signal }) => {
      const { features, labels } = this.#given(of);
      const scan = new SelectionScan(embed(features, of.n, of.d, of.geometry, of.head), of.head, labels, selected, most);
      for (let goOn = this.#slice(); ;) {
        const found = scan.advance();
        if (found) return handOver(found, [found.outside.buffer, found.distances.buffer, found.nearestTo.buffer]);
        if (goOn()) continue;
        await breathe();
        signal.throwIfAborted();
        goOn = this.#slice();
      }
    },
  };

  /** @param now milliseconds; for tests */
  constructor(private readonly now: () => number = () => performance.now()) {}

  hear(message: AnalysisProtocol['messages']): void {
    if (message.type === 'keep') this.#arrays.set(message.number, message.array);
    else this.#arrays.delete(message.number);
  }

  /** Says as long as a slice of time is not over that there is time. */
  #slice(): () => boolean {
    const end = this.now() + SLICE;
    return () => this.now() < end;
  }

  #given({ features, labels }: Asked): { features: Float32Array; labels: Int32Array } {
    const found = { features: this.#arrays.get(features), labels: this.#arrays.get(labels) };
    if (!(found.features instanceof Float32Array) || !(found.labels instanceof Int32Array))
      throw new OrderError('The features and labels of a question have to be given before it.');
    return { features: found.features, labels: found.labels };
  }

  async #fieldAnchors(of: Asked, anchors: readonly number[], signal: AbortSignal): Promise<FieldAnchor[]> {
    const key = [of.features, of.labels, ...anchors].join(' ');
    if (this.#anchors?.key === key) return this.#anchors.anchors;
    const { features, labels } = this.#given(of);
    const field = new AnchorField(features, of.n, of.d, labels);
    const made: FieldAnchor[] = [];
    let goOn = this.#slice();
    for (const anchor of anchors) {
      made.push(new FieldAnchor(field, anchor));
      if (goOn()) continue;
      await breathe();
      signal.throwIfAborted();
      goOn = this.#slice();
    }
    this.#anchors = { key, anchors: made };
    return made;
  }
}
