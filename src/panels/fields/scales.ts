/**
 * Where a slider can stand. Round values only, so that a step of the slider is a value worth naming; about evenly spaced to the
 * eye, on a logarithmic scale for what matters by its factor.
 */
export interface Scale {
  /** Ascending. */
  values: readonly number[];
}

const MANTISSAS = [1, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.8, 2, 2.2, 2.5, 2.8, 3, 3.5, 4, 4.5, 5, 5.5, 6, 7, 8, 9];

/** Two significant digits from `least` to `most`, 22 values a decade. */
export function logScale(least: number, most: number): Scale {
  const values: number[] = [];
  for (let exponent = Math.floor(Math.log10(least)); exponent <= Math.ceil(Math.log10(most)); exponent++) {
    for (const mantissa of MANTISSAS) {
      const value = Number((mantissa * 10 ** exponent).toPrecision(2));
      if (value >= least * 0.999 && value <= most * 1.001) values.push(value);
    }
  }
  return { values };
}

/** From `least` to `most` in equal steps. */
export function linearScale(least: number, most: number, step: number): Scale {
  return { values: Array.from({ length: Math.round((most - least) / step) + 1 }, (_, i) => Number((least + i * step).toPrecision(6))) };
}

/** Place of the value nearest to this one; values beyond the scale stand at its end. */
export function placeOf({ values }: Scale, value: number): number {
  let best = 0;
  values.forEach((candidate, i) => {
    if (Math.abs(candidate - value) < Math.abs((values[best] ?? Infinity) - value)) best = i;
  });
  return best;
}
