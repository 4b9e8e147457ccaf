/**
 * What is asked of a snapshot again and again while a slider moves: p(x⁻) of the anchor, and of a sample of all anchors, under heads
 * that nothing was trained with. Remembered by the snapshot: what does not hang on the head is computed once.
 */
import type { HeadConfig } from '../../core/configuration/schema';
import { AnchorField, FieldAnchor } from '../../core/metrics/negatives/anchorSample';
import type { SortedWeights } from '../../core/metrics/negatives/tripletWeights';
import { bandOf, type WeightsBand } from '../../core/metrics/negatives/weightsBand';
import type { RunSnapshot } from '../../core/evaluation/snapshot';
import type { Ranking } from './selection';

interface Known {
  field: AnchorField;
  anchor?: FieldAnchor;
  samples: Map<number, FieldAnchor[]>;
}

/** So many snapshots of the same images are remembered: the present ones of a laboratory full of runs, but not a history of them. */
const MOST = 8;
/** By the labels of the images evaluated, which are a laboratory's own: two side by side do not push each other out. */
const remembered = new WeakMap<Int32Array, Map<RunSnapshot, Known>>();

function knownOf(snapshot: RunSnapshot, labels: Int32Array): Known | undefined {
  if (labels.length !== snapshot.n) return undefined;
  const fields = remembered.get(labels) ?? new Map<RunSnapshot, Known>();
  remembered.set(labels, fields);
  const known = fields.get(snapshot) ?? {
    field: new AnchorField(snapshot.features, snapshot.n, snapshot.d, labels),
    samples: new Map(),
  };
  // Asked for last, forgotten last.
  fields.delete(snapshot);
  fields.set(snapshot, known);
  for (const oldest of fields.keys()) {
    if (fields.size <= MOST) break;
    fields.delete(oldest);
  }
  return known;
}

/** The anchor in the embedding of a snapshot; undefined where it is no image of it, or the only one of its class. */
export function fieldAnchor(snapshot: RunSnapshot, labels: Int32Array, anchor: number): FieldAnchor | undefined {
  const known = knownOf(snapshot, labels);
  if (!known || !Number.isInteger(anchor) || anchor < 0 || anchor >= snapshot.n || known.field.positivesOf(anchor).length === 0)
    return undefined;
  if (known.anchor?.anchor !== anchor) known.anchor = new FieldAnchor(known.field, anchor);
  return known.anchor;
}

/** p(x⁻) of the anchor under a head, nearest first. */
export function weightsUnder(ranking: Ranking, labels: Int32Array, anchor: number, head: HeadConfig): SortedWeights | undefined {
  return fieldAnchor(ranking.snapshot, labels, anchor)?.weights(ranking.geometry, head);
}

/** A sample of the anchors that have a positive, in the making: one more with each step, all of them remembered. */
export class SampleScan {
  readonly #known: FieldAnchor[];
  readonly #wanted: number[];
  readonly #field: AnchorField;

  constructor(snapshot: RunSnapshot, labels: Int32Array, count: number) {
    const known = knownOf(snapshot, labels);
    if (!known) throw new RangeError(`A snapshot of ${snapshot.n} images does not take ${labels.length} labels`);
    this.#field = known.field;
    this.#wanted = known.field.sample(count);
    let made = known.samples.get(count);
    if (!made) known.samples.set(count, (made = []));
    this.#known = made;
  }

  get complete(): boolean {
    return this.#known.length >= this.#wanted.length;
  }

  /** Those there are so far. */
  get anchors(): readonly FieldAnchor[] {
    return this.#known;
  }

  advance(): void {
    const next = this.#wanted[this.#known.length];
    if (next !== undefined) this.#known.push(new FieldAnchor(this.#field, next));
  }
}

/** How many anchors stand for all: fewer where each takes longer. */
export const sampleSize = (images: number): number => (images > 4000 ? 48 : 128);

const bands = new WeakMap<RunSnapshot, Map<string, WeightsBand>>();
/** So many heads are remembered for each snapshot: the one in force and where a slider has been last. */
const MOST_HEADS = 6;

const headKey = (head: HeadConfig) =>
  [head.tauSpherical, head.tauHyperbolic, head.lambda, head.c, head.clipRadius, head.hyperbolicInput].join(' ');

/** p(x⁻) over a sample of all anchors under a head, where it has been computed. */
export const knownBand = ({ snapshot }: Ranking, head: HeadConfig): WeightsBand | undefined => bands.get(snapshot)?.get(headKey(head));

/** The band of a head in the making. */
export class BandScan {
  readonly #sample: SampleScan;
  readonly #curves: SortedWeights[] = [];

  constructor(
    private readonly ranking: Ranking,
    labels: Int32Array,
    private readonly head: HeadConfig,
  ) {
    this.#sample = new SampleScan(ranking.snapshot, labels, sampleSize(ranking.snapshot.n));
  }

  /** Takes one anchor. @returns true once `knownBand` has the answer */
  advance(): boolean {
    const { ranking, head } = this;
    if (knownBand(ranking, head)) return true;
    if (!this.#sample.complete) {
      this.#sample.advance();
      return false;
    }
    const next = this.#sample.anchors[this.#curves.length];
    if (next) {
      this.#curves.push(next.weights(ranking.geometry, head));
      return false;
    }
    let made = bands.get(ranking.snapshot);
    if (!made) bands.set(ranking.snapshot, (made = new Map()));
    if (made.size >= MOST_HEADS) made.delete(made.keys().next().value ?? '');
    made.set(headKey(head), bandOf(this.#curves));
    return true;
  }
}
