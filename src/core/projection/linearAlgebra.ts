/** The little linear algebra that projections need, on plain row-major arrays in float64. */
import { createRandom } from '../random/random';

/**
 * Eigenvalues, descending, and eigenvectors of a symmetric k×k matrix, by Jacobi rotations; for small k.
 * @returns vectors[i·k + j]: component i of eigenvector j
 */
export function symmetricEigen(matrix: ArrayLike<number>, k: number): { values: Float64Array; vectors: Float64Array } {
  const a = Float64Array.from(matrix);
  const v = new Float64Array(k * k);
  for (let i = 0; i < k; i++) v[i * k + i] = 1;
  for (let sweep = 0; sweep < 60; sweep++) {
    let off = 0;
    let on = 0;
    for (let i = 0; i < k; i++)
      for (let j = 0; j < k; j++)
        if (i === j) on += a[i * k + j]! ** 2;
        else off += a[i * k + j]! ** 2;
    if (off <= 1e-30 * on) break;
    for (let p = 0; p < k; p++) for (let q = p + 1; q < k; q++) rotate(a, v, k, p, q);
  }
  const order = Array.from({ length: k }, (_, i) => i).sort((i, j) => a[j * k + j]! - a[i * k + i]!);
  const vectors = new Float64Array(k * k);
  for (let i = 0; i < k; i++) order.forEach((from, to) => (vectors[i * k + to] = v[i * k + from]!));
  return { values: Float64Array.from(order, (i) => a[i * k + i]!), vectors };
}

/** One Jacobi rotation: makes a[p, q] zero, and keeps the rotations' product in v. */
function rotate(a: Float64Array, v: Float64Array, k: number, p: number, q: number): void {
  const apq = a[p * k + q]!;
  if (apq === 0) return;
  const theta = (a[q * k + q]! - a[p * k + p]!) / (2 * apq);
  const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const cos = 1 / Math.sqrt(t * t + 1);
  const sin = t * cos;
  for (let i = 0; i < k; i++) {
    const x = a[i * k + p]!;
    const y = a[i * k + q]!;
    a[i * k + p] = cos * x - sin * y;
    a[i * k + q] = sin * x + cos * y;
  }
  for (let i = 0; i < k; i++) {
    const x = a[p * k + i]!;
    const y = a[q * k + i]!;
    a[p * k + i] = cos * x - sin * y;
    a[q * k + i] = sin * x + cos * y;
  }
  for (let i = 0; i < k; i++) {
    const x = v[i * k + p]!;
    const y = v[i * k + q]!;
    v[i * k + p] = cos * x - sin * y;
    v[i * k + q] = sin * x + cos * y;
  }
}

/**
 * Makes the p rows of [p, d] orthonormal in place (modified Gram–Schmidt, twice). A row that depends on those before it is
 * replaced by a coordinate direction that does not; needs p ≤ d.
 */
export function orthonormalise(rows: Float64Array, p: number, d: number): void {
  let spare = 0;
  for (let i = 0; i < p; i++) {
    const own = rows.subarray(i * d, (i + 1) * d);
    for (;;) {
      const before = Math.sqrt(dot(own, own));
      for (let pass = 0; pass < 2; pass++) {
        for (let j = 0; j < i; j++) {
          const other = rows.subarray(j * d, (j + 1) * d);
          const share = dot(own, other);
          for (let k = 0; k < d; k++) own[k]! -= share * other[k]!;
        }
      }
      const after = Math.sqrt(dot(own, own));
      if (after > 1e-10 * before && after > 0) {
        for (let k = 0; k < d; k++) own[k]! /= after;
        break;
      }
      own.fill(0);
      own[spare++] = 1;
    }
  }
}

/** Above this dimension the covariance is not formed; the data are gone through at every iteration. */
const LARGEST_COVARIANCE = 512;
const OVERSAMPLING = 6;
/** Reached only where no direction leads (isotropic data): there any plane is as good as another. */
const ITERATIONS = 80;
/** Largest residual of an eigenvector, relative to the largest eigenvalue. */
const TOLERANCE = 1e-9;

/**
 * The k leading principal directions of rows [n, d], by orthogonal iteration with Rayleigh–Ritz steps.
 * @param centred take the mean off first
 * @param start directions [·, d] to start from, such as those of the last frame: saves iterations
 * @returns [k, d] orthonormal rows, of descending variance; the largest component of each is positive
 */
export function principalDirections(
  rows: Float64Array,
  n: number,
  d: number,
  k: number,
  { centred = true, start }: { centred?: boolean; start?: Float64Array } = {},
): Float64Array {
  if (k > d) throw new RangeError(`There are no ${k} directions in ${d} dimensions`);
  const mean = new Float64Array(d);
  if (centred) for (let at = 0; at < n * d; at += d) for (let i = 0; i < d; i++) mean[i]! += rows[at + i]! / n;
  const apply = d <= LARGEST_COVARIANCE ? byCovariance(rows, n, d, mean) : byData(rows, n, d, mean);

  const p = Math.min(d, k + OVERSAMPLING);
  const random = createRandom('principal directions');
  let basis: Float64Array = Float64Array.from({ length: p * d }, () => random.normal());
  if (start) basis.set(start.subarray(0, k * d));
  orthonormalise(basis, p, d);
  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    const image = apply(basis, p);
    const small = new Float64Array(p * p);
    for (let i = 0; i < p; i++)
      for (let j = 0; j < p; j++) small[i * p + j] = dot(basis.subarray(i * d, (i + 1) * d), image.subarray(j * d, (j + 1) * d));
    const { values, vectors } = symmetricEigen(small, p);
    const rotated = combine(vectors, basis, p, d);
    const rotatedImage = combine(vectors, image, p, d);
    let residual = 0;
    for (let i = 0; i < k * d; i++) residual = Math.max(residual, Math.abs(rotatedImage[i]! - values[Math.floor(i / d)]! * rotated[i]!));
    basis = rotated;
    if (residual <= TOLERANCE * Math.abs(values[0]!)) break;
    basis = rotatedImage;
    orthonormalise(basis, p, d);
  }
  const leading = basis.slice(0, k * d);
  for (let j = 0; j < k; j++) {
    const own = leading.subarray(j * d, (j + 1) * d);
    const largest = own.reduce((best, value) => (Math.abs(value) > Math.abs(best) ? value : best), 0);
    if (largest < 0) own.forEach((value, i) => (own[i] = -value));
  }
  return leading;
}

/** Rows [n, d] onto directions [k, d]: [n, k]. */
export function projectRows(rows: Float64Array, n: number, d: number, directions: Float64Array, k: number): Float64Array {
  const products = innerProducts(rows, n, d, directions, k);
  return Float64Array.from({ length: n * k }, (_, i) => products[(i % k) * n + Math.floor(i / k)]!);
}

/**
 * Inner products of p vectors [p, d] with all rows [n, d]: [p, n]. Four vectors at a time, so that each row is loaded once for
 * the four and their sums do not wait for one another.
 */
export function innerProducts(
  rows: Float64Array,
  n: number,
  d: number,
  vectors: Float64Array,
  p: number,
  out: Float64Array = new Float64Array(p * n),
): Float64Array {
  for (let first = 0; first < p; first += 4) {
    const at = (k: number) => vectors.subarray(Math.min(first + k, p - 1) * d, Math.min(first + k + 1, p) * d);
    const [a, b, c, e] = [at(0), at(1), at(2), at(3)];
    const left = Math.min(4, p - first);
    for (let row = 0, start = 0; row < n; row++, start += d) {
      let pa = 0;
      let pb = 0;
      let pc = 0;
      let pe = 0;
      for (let i = 0; i < d; i++) {
        const value = rows[start + i]!;
        pa += value * a[i]!;
        pb += value * b[i]!;
        pc += value * c[i]!;
        pe += value * e[i]!;
      }
      const to = first * n + row;
      out[to] = pa;
      if (left > 1) out[to + n] = pb;
      if (left > 2) out[to + 2 * n] = pc;
      if (left > 3) out[to + 3 * n] = pe;
    }
  }
  return out;
}

/**
 * Orthogonal Procrustes: the orthogonal k×k matrix R (rotation or reflection) that brings rows `from` [n, k] closest to `to`,
 * Σ‖R·from − to‖² least. R = U·Vᵀ of the singular value decomposition of Σ to·fromᵀ (Schönemann 1966).
 */
export function procrustes(from: ArrayLike<number>, to: ArrayLike<number>, k: number): Float64Array {
  const m = new Float64Array(k * k);
  for (let at = 0; at < from.length; at += k)
    for (let i = 0; i < k; i++) for (let j = 0; j < k; j++) m[i * k + j]! += to[at + i]! * from[at + j]!;
  const gram = new Float64Array(k * k);
  for (let i = 0; i < k; i++) for (let j = 0; j < k; j++) for (let l = 0; l < k; l++) gram[i * k + j]! += m[l * k + i]! * m[l * k + j]!;
  const { vectors } = symmetricEigen(gram, k);
  // Left singular vectors as rows: M·v, made orthonormal; directions the data do not fix are filled in.
  const left = new Float64Array(k * k);
  for (let j = 0; j < k; j++)
    for (let i = 0; i < k; i++) for (let l = 0; l < k; l++) left[j * k + i]! += m[i * k + l]! * vectors[l * k + j]!;
  orthonormalise(left, k, k);
  const out = new Float64Array(k * k);
  for (let i = 0; i < k; i++)
    for (let j = 0; j < k; j++) for (let l = 0; l < k; l++) out[i * k + j]! += left[l * k + i]! * vectors[j * k + l]!;
  return out;
}

/** Rows [n, k] each turned by the k×k matrix. */
export function turn(rows: Float64Array, matrix: Float64Array, k: number): Float64Array {
  const out = new Float64Array(rows.length);
  for (let at = 0; at < rows.length; at += k)
    for (let i = 0; i < k; i++) for (let j = 0; j < k; j++) out[at + i]! += matrix[i * k + j]! * rows[at + j]!;
  return out;
}

/** out[j] = Σ vectors[i, j]·rows[i]. */
function combine(vectors: Float64Array, rows: Float64Array, p: number, d: number): Float64Array {
  const out = new Float64Array(p * d);
  for (let j = 0; j < p; j++)
    for (let i = 0; i < p; i++) {
      const weight = vectors[i * p + j]!;
      for (let k = 0; k < d; k++) out[j * d + k]! += weight * rows[i * d + k]!;
    }
  return out;
}

type Operator = (basis: Float64Array, p: number) => Float64Array;

function byCovariance(rows: Float64Array, n: number, d: number, mean: Float64Array): Operator {
  const covariance = new Float64Array(d * d);
  // Four rows at a time: the sums are read and written a quarter as often.
  const group = [0, 1, 2, 3].map(() => new Float64Array(d)) as [Float64Array, Float64Array, Float64Array, Float64Array];
  const [a, b, c, e] = group;
  for (let first = 0; first < n; first += 4) {
    group.forEach((own, k) => {
      const at = (first + k) * d;
      for (let i = 0; i < d; i++) own[i] = first + k < n ? rows[at + i]! - mean[i]! : 0;
    });
    for (let i = 0; i < d; i++) {
      const [xa, xb, xc, xe] = [a[i]!, b[i]!, c[i]!, e[i]!];
      for (let j = i, to = i * d + i; j < d; j++, to++) covariance[to]! += xa * a[j]! + xb * b[j]! + xc * c[j]! + xe * e[j]!;
    }
  }
  for (let i = 0; i < d; i++) for (let j = 0; j < i; j++) covariance[i * d + j] = covariance[j * d + i]!;
  return (basis, p) => innerProducts(covariance, d, d, basis, p);
}

function byData(rows: Float64Array, n: number, d: number, mean: Float64Array): Operator {
  const own = new Float64Array(d);
  return (basis, p) => {
    const out = new Float64Array(p * d);
    for (let at = 0; at < n * d; at += d) {
      for (let i = 0; i < d; i++) own[i] = rows[at + i]! - mean[i]!;
      for (let j = 0; j < p; j++) {
        let share = 0;
        for (let i = 0; i < d; i++) share += own[i]! * basis[j * d + i]!;
        for (let i = 0; i < d; i++) out[j * d + i]! += share * own[i]!;
      }
    }
    return out;
  };
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
