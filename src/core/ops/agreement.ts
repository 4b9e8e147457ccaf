/**
 * How computed arrays are judged against what is expected (DESIGN §5): by the largest deviation relative to the largest magnitude of
 * the tensor, and then block by block, because a small block inside a large tensor could be wholly wrong below that tolerance.
 */

export type Numbers = ArrayLike<number>;

/** What sums of thousands of float32 products leave of values that cancel, relative to the largest magnitude of the tensor. */
const NOISE = 2 ** -18;
/** A block may deviate by this many tolerances relative to its own magnitude: rounding is larger where more cancels. */
const BLOCK_FACTOR = 16;
/** The angle of a block this close to noise says nothing. */
const NOISY = 64 * NOISE;

interface Span {
  error: number;
  magnitude: number;
  /** Index of the largest deviation, or of the first that is not finite. */
  worst: number;
  /** 1 where nothing is expected and nothing was found. */
  cosine: number;
}

function compare(actual: Numbers, expected: Numbers, from: number, to: number): Span {
  let [error, magnitude, worst] = [0, 0, from];
  let [product, own, other] = [0, 0, 0];
  for (let i = from; i < to; i++) {
    const [a, e] = [Number(actual[i]), Number(expected[i])];
    const difference = Math.abs(a - e);
    if (!Number.isFinite(difference)) return { error: Infinity, magnitude, worst: i, cosine: 0 };
    if (difference > error) [error, worst] = [difference, i];
    magnitude = Math.max(magnitude, Math.abs(e));
    product += a * e;
    own += a * a;
    other += e * e;
  }
  const cosine = own > 0 && other > 0 ? product / Math.sqrt(own) / Math.sqrt(other) : own === other ? 1 : 0;
  return { error, magnitude, worst, cosine };
}

/**
 * max |actual − expected| / max |expected|; Infinity when a value is not finite or the lengths differ.
 * Where everything expected is 0 the deviation itself is returned.
 */
export function relativeError(actual: Numbers, expected: Numbers): number {
  if (actual.length !== expected.length) return Infinity;
  const { error, magnitude } = compare(actual, expected, 0, expected.length);
  return magnitude > 0 ? error / magnitude : error;
}

/** Ends of the blocks in an array of `length`: of one length each, or of the lengths given. */
function endsOf(blocks: number | readonly number[], length: number): number[] {
  const lengths = typeof blocks === 'number' ? Array.from({ length: Math.ceil(length / blocks) }, () => blocks) : blocks;
  let end = 0;
  const ends = lengths.map((size) => (end += size));
  if (end !== length) throw new RangeError(`Blocks of ${end} values do not make up ${length}`);
  return ends;
}

const percent = (value: number) => value.toExponential(2);

/**
 * What is wrong with the computed values, or undefined. They must stay within the tolerance relative to the largest magnitude and
 * point where the expected ones do; every block must do so by itself, with room for float32's noise.
 * @param blocks length of a block (such as a matrix's row), or the lengths of all blocks
 */
export function disagreement(
  actual: Numbers,
  expected: Numbers,
  tolerance: number,
  blocks?: number | readonly number[],
): string | undefined {
  const { length } = expected;
  if (actual.length !== length) return `expected ${length} values, received ${actual.length}`;
  const whole = compare(actual, expected, 0, length);
  const { magnitude } = whole;
  const error = magnitude > 0 ? whole.error / magnitude : whole.error;
  const at = (i: number) => `worst at ${i}: received ${actual[i]}, expected ${expected[i]}`;
  if (!(error <= tolerance)) return `relative error ${percent(error)}, tolerance ${tolerance}; ${at(whole.worst)}`;
  if (magnitude > 0 && !(whole.cosine >= leastCosine(tolerance))) return `cosine ${whole.cosine}; ${at(whole.worst)}`;
  if (blocks === undefined) return undefined;
  let from = 0;
  for (const to of endsOf(blocks, length)) {
    const block = compare(actual, expected, from, to);
    const name = `block ${from} … ${to - 1}`;
    if (block.error > BLOCK_FACTOR * tolerance * block.magnitude + NOISE * magnitude)
      return `${name} is off by ${percent(block.error / block.magnitude)} of its largest value; ${at(block.worst)}`;
    if (block.magnitude > NOISY * magnitude && block.cosine < leastCosine(BLOCK_FACTOR * tolerance))
      return `${name} has the cosine ${block.cosine}; ${at(block.worst)}`;
    from = to;
  }
  return undefined;
}

/** Two arrays with a relative distance e have a cosine of 1 − e²/2: this one allows e = √(2·tolerance), and rounding. */
const leastCosine = (tolerance: number) => 1 - Math.min(tolerance, 0.1) - 1e-12;

/**
 * Length of the blocks in which the gradient of a parameter is judged: what belongs to one output of a matrix or to one position; of
 * the bias of queries, keys and values each third, because the keys' is nothing but noise.
 */
export function parameterBlock(name: string, shape: readonly number[]): number {
  const size = shape.reduce((product, side) => product * side, 1);
  if (name.endsWith('qkv.bias')) return size / 3;
  const [outputs = 1] = shape.filter((side) => side > 1);
  return shape.filter((side) => side > 1).length < 2 ? size : size / outputs;
}
