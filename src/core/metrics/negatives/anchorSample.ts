/**
 * Anchors whose p(x⁻) is asked for under one head after another: what does not hang on the head is computed once (`rays.ts`), what
 * hangs on c and the clip radius once for each of their values, and for another τ or λ there is only the softmax left.
 */
import type { Geometry } from '../../configuration/schema';
import {
  cosinesAlong,
  directionsOf,
  hyperbolicAlong,
  radiiOf,
  raysFrom,
  similarityOf,
  type Directions,
  type Radii,
  type Rays,
} from '../../geometry/rays';
import type { Placement, Rows, Temperatures } from '../../geometry/vector';
import { effectiveOf, sortedWeights, type SortedWeights } from './tripletWeights';

/** Evaluation images of one snapshot, ready to be asked about any of their anchors. */
export class AnchorField {
  readonly directions: Directions;
  /** [n] for one computation after another. */
  readonly scratch: Float64Array<ArrayBuffer>;
  readonly cosines: Float64Array<ArrayBuffer>;
  readonly #rows = new Map<number, number[]>();
  #radii: { key: string; radii: Radii } | undefined;

  constructor(
    features: Rows,
    n: number,
    d: number,
    readonly labels: ArrayLike<number>,
  ) {
    if (labels.length !== n) throw new RangeError(`${n} rows take ${n} labels; there are ${labels.length}`);
    this.directions = directionsOf(features, n, d);
    this.scratch = new Float64Array(n);
    this.cosines = new Float64Array(n);
    for (let row = 0; row < n; row++) {
      const rows = this.#rows.get(labels[row]!);
      if (rows) rows.push(row);
      else this.#rows.set(labels[row]!, [row]);
    }
  }

  /** Rows of the anchor's class without itself. */
  positivesOf(anchor: number): number[] {
    return (this.#rows.get(this.labels[anchor]!) ?? []).filter((row) => row !== anchor);
  }

  /** Where all rows stand in the ball; the last placement asked for is remembered, for the anchors that share it. */
  radii(head: Placement): Radii {
    const key = placementKey(head);
    if (this.#radii?.key !== key) this.#radii = { key, radii: radiiOf(this.directions.lengths, head) };
    return this.#radii.radii;
  }

  /** Anchors that have a positive, evenly spread over the rows: the same ones for every head and every snapshot of an image set. */
  sample(count: number): number[] {
    const candidates: number[] = [];
    for (let row = 0; row < this.directions.n; row++) if ((this.#rows.get(this.labels[row]!)?.length ?? 0) > 1) candidates.push(row);
    const take = Math.min(count, candidates.length);
    return Array.from({ length: take }, (_, i) => candidates[Math.floor(((i + 0.5) * candidates.length) / take)]!);
  }
}

const placementKey = ({ c, clipRadius, hyperbolicInput }: Placement) => `${c} ${clipRadius} ${hyperbolicInput}`;

/** How often each stage has been computed. */
export interface AnchorWork {
  /** Over all n·d numbers. */
  rays: number;
  /** Distances of n rows, for another c, clip radius or input. */
  distances: number;
  /** Softmax over the negatives. */
  weights: number;
}

/** One anchor of a field under any head. */
export class FieldAnchor {
  readonly work: AnchorWork = { rays: 0, distances: 0, weights: 0 };
  readonly #rays: Rays;
  readonly #positives: number[];
  readonly #isOther: Uint8Array;
  readonly #negativeCount: number;
  #distances: { key: string; values: Float64Array } | undefined;

  /** @throws RangeError for an anchor that is no row, or has no positive */
  constructor(
    private readonly field: AnchorField,
    readonly anchor: number,
  ) {
    this.#rays = raysFrom(anchor, field.directions);
    this.work.rays++;
    this.#positives = field.positivesOf(anchor);
    if (this.#positives.length === 0)
      throw new RangeError(`Triplet weights need at least one positive; image ${anchor} is the only one of its class`);
    const { n } = field.directions;
    this.#isOther = new Uint8Array(n).fill(1);
    this.#isOther[anchor] = 0;
    for (const row of this.#positives) this.#isOther[row] = 0;
    this.#negativeCount = n - 1 - this.#positives.length;
  }

  /** s(x, x⁻) of the negatives in the order of the rows, and s(x, x⁺). */
  similarities(geometry: Geometry, head: Placement & Temperatures): { negatives: Float64Array; positives: Float64Array } {
    const all = similarityOf(geometry, head, this.#parts(geometry, head), this.field.scratch);
    const negatives = new Float64Array(this.#negativeCount);
    for (let row = 0, at = 0; row < all.length; row++) if (this.#isOther[row]) negatives[at++] = all[row]!;
    return { negatives, positives: Float64Array.from(this.#positives, (row) => all[row]!) };
  }

  /** Effective number of negatives under a head: as that of `weights`, at a fraction of the cost. */
  effective(geometry: Geometry, head: Placement & Temperatures): number {
    const all = similarityOf(geometry, head, this.#parts(geometry, head), this.field.scratch);
    return effectiveOf(all, this.#isOther);
  }

  /** p(x⁻) under a head, nearest first, with what it comes to. */
  weights(geometry: Geometry, head: Placement & Temperatures): SortedWeights {
    this.work.weights++;
    const { negatives, positives } = this.similarities(geometry, head);
    return sortedWeights(negatives, positives);
  }

  #parts(geometry: Geometry, head: Placement): { cosines?: Float64Array; distances?: Float64Array } {
    return {
      cosines: geometry === 'hyperbolic' ? undefined : cosinesAlong(this.#rays, this.field.cosines),
      distances: geometry === 'spherical' ? undefined : this.#hyperbolic(head),
    };
  }

  #hyperbolic(head: Placement): Float64Array {
    const key = placementKey(head);
    if (this.#distances?.key !== key) {
      this.work.distances++;
      this.#distances = { key, values: hyperbolicAlong(this.#rays, this.field.radii(head)) };
    }
    return this.#distances.values;
  }
}
