/** WGSL functions that the language's own do not give accurately for small arguments. */

/**
 * artanh for 0 ≤ w ≤ √2 − 1 by its series Σ w^(2k+1)/(2k+1) to w¹⁵; the first term left out is below 2e-8 of the value.
 */
export const atanhSeries = `
fn atanhSeries(w : f32) -> f32 {
  let s = w * w;
  return w * (1.0 + s * (1.0/3.0 + s * (1.0/5.0 + s * (1.0/7.0 + s * (1.0/9.0 + s * (1.0/11.0 + s * (1.0/13.0 + s * (1.0/15.0))))))));
}`;

/** asinh(√t), t ≥ 0, from 2·artanh(z/(1+√(1+z²))) up to z = 1 (no cancellation), from the logarithm beyond. */
export const asinhSqrt = `
fn asinhSqrt(t : f32) -> f32 {
  let z = sqrt(t);
  let w = sqrt(1.0 + t);
  if (z <= 1.0) { return 2.0 * atanhSeries(z / (1.0 + w)); }
  return log(z + w);
}`;

/** log(1 + y) for 0 ≤ y ≤ 1, as 2·artanh(y/(2+y)). */
export const log1pSmall = `
fn log1pSmall(y : f32) -> f32 { return 2.0 * atanhSeries(y / (2.0 + y)); }`;

/** tanh(s)/s for s ≥ 0: the [2/3] Padé approximant in s² (relative error below 5e-9) up to 1.25, from the exponential beyond. */
export const tanhRatio = `
fn tanhRatio(s : f32) -> f32 {
  if (s <= 1.25) {
    let x = s * s;
    return (10395.0 + x * (1260.0 + x * 21.0)) / (10395.0 + x * (4725.0 + x * (210.0 + x)));
  }
  return (1.0 - 2.0 / (exp(2.0 * min(s, 40.0)) + 1.0)) / s;
}`;

/** 1 − tanh²(s) without the cancellation. */
export const sechSquared = `
fn sechSquared(s : f32) -> f32 {
  let e = exp(min(s, 40.0));
  let cosh2 = e + 1.0 / e;
  return 4.0 / (cosh2 * cosh2);
}`;
