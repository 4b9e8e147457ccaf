/**
 * The effective number of negatives over τ × c for one embedding: exp of the entropy of p/Σp (DESIGN §2), which the positives do not
 * touch. Computed in small steps, so that the page can do it between two frames.
 */
import type { Geometry, HeadConfig } from '../../configuration/schema';
import type { FieldAnchor } from './anchorSample';
import { quantile } from './weightsBand';

type Head = Omit<HeadConfig, 'initialRadius'>;

export interface EffectiveMap {
  /** Ascending. */
  taus: readonly number[];
  /** Ascending; one value where the geometry has no curvature. */
  cs: readonly number[];
  /** [cs, taus] row-major: median over the anchors. */
  values: Float64Array<ArrayBuffer>;
}

/** `count` values from `least` to `most`, evenly spread on a logarithmic axis. */
export function logSteps(least: number, most: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => least * (most / least) ** (i / Math.max(1, count - 1)));
}

/** The head with another temperature: τ_s for spherical, τ_h where distances are hyperbolic. */
export const withTau = <T extends Pick<HeadConfig, 'tauSpherical' | 'tauHyperbolic'>>(geometry: Geometry, head: T, tau: number): T =>
  geometry === 'spherical' ? { ...head, tauSpherical: tau } : { ...head, tauHyperbolic: tau };

/** Median over the anchors of the effective number of negatives under one head. */
export function effectiveUnder(anchors: readonly FieldAnchor[], geometry: Geometry, head: Head): number {
  return quantile(
    anchors.map((anchor) => anchor.effective(geometry, head)),
    0.5,
  );
}

/** A map in the making: `advance` takes one anchor at one c, through all τ. */
export class EffectiveMapScan {
  /** [c][tau][anchor] */
  readonly #found: number[][][];
  readonly steps: number;
  done = 0;

  constructor(
    private readonly anchors: readonly FieldAnchor[],
    private readonly geometry: Geometry,
    private readonly head: Head,
    private readonly taus: readonly number[],
    private readonly cs: readonly number[],
  ) {
    this.#found = cs.map(() => taus.map(() => []));
    this.steps = cs.length * anchors.length;
  }

  /** @returns the map once the last step has been taken */
  advance(): EffectiveMap | undefined {
    // All anchors at one c before the next c: where the rows stand in the ball is then computed once for them.
    const at = Math.floor(this.done / Math.max(1, this.anchors.length));
    const anchor = this.anchors[this.done % Math.max(1, this.anchors.length)];
    const row = this.#found[at];
    const c = this.cs[at];
    if (anchor && row && c !== undefined) {
      this.taus.forEach((tau, i) => row[i]?.push(anchor.effective(this.geometry, withTau(this.geometry, { ...this.head, c }, tau))));
      this.done++;
    }
    return this.done >= this.steps ? this.#map() : undefined;
  }

  #map(): EffectiveMap {
    const values = this.#found.flatMap((row) => row.map((ofAnchors) => quantile(ofAnchors, 0.5)));
    return { taus: this.taus, cs: this.cs, values: Float64Array.from(values) };
  }
}

/**
 * The τ at which a map of one c shows this effective number: it grows with τ, so there is at most one; between two values of the map
 * straight on logarithmic axes.
 * @returns undefined where no τ of the map gives it
 */
export function tauFor(effective: number, { taus, values }: EffectiveMap): number | undefined {
  for (let i = 0; i + 1 < taus.length; i++) {
    const [low, high] = [values[i]!, values[i + 1]!];
    if (!(effective >= low && effective <= high)) continue;
    const share = high > low ? Math.log(effective / low) / Math.log(high / low) : 0;
    return taus[i]! * (taus[i + 1]! / taus[i]!) ** share;
  }
  return undefined;
}
