/**
 * A snapshot that is kept to be shown again. While it is the newest it is kept as it came; older ones are packed: features as int16
 * with one scale a row (the row's largest magnitude ÷ 32767), points of the projection (all within [−1, 1]) as int16 ÷ 32767. Half the
 * room, and distances are off by less than their float32 rounding matters to a ranking.
 */
import type { MeasuredSnapshot } from '../session/phase';

const UNIT = 32767;

interface Packed {
  rest: Omit<MeasuredSnapshot, 'features' | 'projection'> & { projection: Omit<MeasuredSnapshot['projection'], 'points'> };
  codes: Int16Array;
  /** [n] value of one code in each row. */
  scales: Float32Array;
  points: Int16Array;
}

/** Bytes a packed snapshot of [n, d] features takes, its few short arrays left out. */
export const packedBytes = (n: number, d: number): number => n * (2 * d + 4 + 2 * 3);

export class KeptSnapshot {
  readonly step: number;
  /** How many images it is of. */
  readonly images: number;
  #whole: MeasuredSnapshot | undefined;
  #packed: Packed | undefined;
  /** The one on show, so that whoever opens it gets the same object and what has been derived from it. */
  #opened: WeakRef<MeasuredSnapshot> | undefined;

  constructor(snapshot: MeasuredSnapshot) {
    this.step = snapshot.step;
    this.images = snapshot.n;
    this.#whole = snapshot;
  }

  /** Gives up the snapshot as it came for its packed form. */
  pack(): void {
    const whole = this.#whole;
    if (!whole) return;
    this.#packed = packed(whole);
    this.#opened = new WeakRef(whole);
    this.#whole = undefined;
  }

  open(): MeasuredSnapshot {
    const still = this.#whole ?? this.#opened?.deref();
    if (still) return still;
    const opened = unpacked(this.#packed!);
    this.#opened = new WeakRef(opened);
    return opened;
  }
}

function packed({ features, projection: { points, ...projection }, ...rest }: MeasuredSnapshot): Packed {
  const { n, d } = rest;
  const codes = new Int16Array(n * d);
  const scales = new Float32Array(n);
  for (let row = 0; row < n; row++) {
    const [start, end] = [row * d, (row + 1) * d];
    let largest = 0;
    for (let i = start; i < end; i++) largest = Math.max(largest, Math.abs(features[i]!));
    // What training has driven to infinity stays where it was: out of any range.
    if (!Number.isFinite(largest)) scales[row] = NaN;
    else if (largest > 0) {
      const scale = (scales[row] = largest / UNIT);
      for (let i = start; i < end; i++) codes[i] = Math.round(features[i]! / scale);
    }
  }
  return {
    rest: { ...rest, projection },
    codes,
    scales,
    points: Int16Array.from(points, (value) => Math.round(Math.max(-1, Math.min(1, value)) * UNIT)),
  };
}

function unpacked({ rest: { projection, ...rest }, codes, scales, points }: Packed): MeasuredSnapshot {
  const { n, d } = rest;
  const features = new Float32Array(n * d);
  for (let row = 0, at = 0; row < n; row++) {
    const scale = scales[row]!;
    for (const end = at + d; at < end; at++) features[at] = codes[at]! * scale;
  }
  return { ...rest, features, projection: { ...projection, points: Float32Array.from(points, (code) => code / UNIT) } };
}
