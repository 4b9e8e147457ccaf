/** WGSL of GELU and its derivative, for f32 or vec4<f32>. */

/**
 * Φ(x) through erf as Abramowitz & Stegun 7.1.26 have it, error below 8e-8, with the factor exp(−x²/2) that the density needs too.
 * For x < 0 the tail is taken as it is: 1 − (1 − tail) would lose it.
 */
export const normalDistribution = (type: 'f32' | 'vec4<f32>') => `
fn tail(x : ${type}, gauss : ${type}) -> ${type} {
  let t = 1.0 / (1.0 + 0.3275911 * 0.70710678 * abs(x));
  return 0.5 * t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429)))) * gauss;
}
fn cdf(x : ${type}, gauss : ${type}) -> ${type} {
  let outside = tail(x, gauss);
  return select(1.0 - outside, outside, x < ${type}(0.0));
}
fn density(x : ${type}) -> ${type} { return exp(-0.5 * x * x); }
fn geluOf(x : ${type}, gauss : ${type}) -> ${type} { return x * cdf(x, gauss); }
fn geluSlope(x : ${type}, gauss : ${type}) -> ${type} { return cdf(x, gauss) + x * gauss * 0.39894228; }`;
