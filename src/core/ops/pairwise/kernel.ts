/**
 * Pairwise similarity on WebGPU: one dispatch forward, one per side backward.
 *
 * Forward: one invocation a pair. Backward: one workgroup a row of x, which walks over y in chunks of 64 rows: first every
 * invocation finds the coefficients of one pair, then every invocation sums over the chunk for its own columns. No buffer
 * grows with n·m·d in either.
 */
import type { ShaderProgram } from '../runtime/program';
import { asinhSqrt, atanhSeries } from '../runtime/wgslMath';
import { DISTANCE_GRADIENT_FLOOR, type PairwiseAttributes, type Upstream } from './attributes';

const CHUNK = 64;

/** How a row is laid out, in elements of the binding (vec4 where the part's width allows). */
function layout(width: number, { useCosine, useDistance }: PairwiseAttributes) {
  const d = useCosine && useDistance ? width / 2 : width;
  const vectors = d % 4 === 0;
  const lanes = vectors ? 4 : 1;
  return {
    lanes,
    type: vectors ? 'vec4<f32>' : 'f32',
    zero: vectors ? 'vec4<f32>(0.0)' : '0.0',
    /** Sum of the products of two elements. */
    product: (a: string, b: string) => (vectors ? `dot(${a}, ${b})` : `(${a}) * (${b})`),
    /** Elements of a part, of a whole row, and where the ball part begins. */
    part: d / lanes,
    row: width / lanes,
    ball: (width - d) / lanes,
  };
}

function uniforms({ cosine, distance, c }: PairwiseAttributes) {
  return [
    { name: 'cosine', type: 'f32' as const, value: cosine },
    { name: 'distance', type: 'f32' as const, value: distance },
    { name: 'c', type: 'f32' as const, value: c },
    { name: 'rootC', type: 'f32' as const, value: Math.sqrt(c) },
  ];
}

/** WGSL that finds α, β and t of the rows beginning at elements `p` of x and `q` of y. */
function pairSnippet({ part, ball, product }: ReturnType<typeof layout>): string {
  return `
    var squares = 0.0;
    var xSquares = 0.0;
    var ySquares = 0.0;
    for (var k = ${ball}; k < ${ball + part}; k = k + 1) {
      let a = x[p + k];
      let b = y[q + k];
      let difference = a - b;
      squares = squares + ${product('difference', 'difference')};
      xSquares = xSquares + ${product('a', 'a')};
      ySquares = ySquares + ${product('b', 'b')};
    }
    let alpha = 1.0 - uniforms.c * xSquares;
    let beta = 1.0 - uniforms.c * ySquares;
    let t = uniforms.c * squares / (alpha * beta);`;
}

/** Sizes of a comparison: n rows with m rows, each of the given width. */
export interface PairwiseShape {
  n: number;
  m: number;
  width: number;
}

/** Similarities [n, m] from [x, y]. */
export function forwardProgram({ n, m, width }: PairwiseShape, attributes: PairwiseAttributes): ShaderProgram {
  const { useCosine, useDistance } = attributes;
  const rows = layout(width, attributes);
  const cosinePart = `
    var product = 0.0;
    for (var k = 0; k < ${rows.part}; k = k + 1) { product = product + ${rows.product('x[p + k]', 'y[q + k]')}; }
    value = value + uniforms.cosine * product;`;
  const distancePart = `${pairSnippet(rows)}
    value = value + uniforms.distance * 2.0 / uniforms.rootC * asinhSqrt(t);`;
  const code = `
    ${atanhSeries}
    ${asinhSqrt}
    fn main(index : i32) {
      if (index >= uniforms.pairs) { return; }
      let p = (index / uniforms.columns) * ${rows.row};
      let q = (index % uniforms.columns) * ${rows.row};
      var value = 0.0;
      ${useCosine ? cosinePart : ''}
      ${useDistance ? distancePart : ''}
      result[index] = value;
    }`;
  return {
    key: `pairwiseForward_${useCosine}_${useDistance}_${width}`,
    inputs: ['x', 'y'],
    components: [rows.lanes, rows.lanes],
    outputShape: [n, m],
    invocations: n * m,
    uniforms: [...uniforms(attributes), { name: 'columns', type: 'i32', value: m }, { name: 'pairs', type: 'i32', value: n * m }],
    code,
  };
}

const UPSTREAM: Record<Upstream, string> = {
  row: 'dy[row * m + j]',
  column: 'dy[j * n + row]',
  both: 'dy[row * m + j] + dy[j * n + row]',
};

/** Gradient of x from [x, y, dy], or from [y, dy] without a distance: a binding that the code does not use would be invalid. */
export function backwardProgram({ n, m, width }: PairwiseShape, attributes: PairwiseAttributes, upstream: Upstream): ShaderProgram {
  const { useCosine, useDistance } = attributes;
  const rows = layout(width, attributes);
  // Columns of the row that one invocation sums: at most this many elements.
  const held = Math.ceil(rows.row / CHUNK);
  const coefficients = `
      let q = j * ${rows.row};
      ${pairSnippet(rows)}
      if (t >= ${DISTANCE_GRADIENT_FLOOR}) {
        // dd/dt = 1/(√c √t √(1+t)); ∂t/∂x = 2c (x − y)/(αβ) + 2c t x/α
        let u = weight * uniforms.distance * 2.0 * uniforms.rootC / (sqrt(t) * sqrt(1.0 + t) * alpha * beta);
        along[lane] = u;
        outward[lane] = u * beta * t;
      }`;
  const sumCosine = `sums[h] = sums[h] + inner[l] * y[(start + l) * ${rows.row} + element];`;
  const sumDistance = `sums[h] = sums[h] + along[l] * (own - y[(start + l) * ${rows.row} + element]) + outward[l] * own;`;
  const sum =
    useCosine && useDistance ? `if (element < ${rows.ball}) { ${sumCosine} } else { ${sumDistance} }` : useCosine ? sumCosine : sumDistance;
  const write =
    rows.lanes === 1
      ? 'result[p + element] = sums[h];'
      : [0, 1, 2, 3].map((component) => `result[(p + element) * 4 + ${component}] = sums[h][${component}];`).join(' ');
  const code = `
    ${useDistance ? `var<workgroup> along : array<f32, ${CHUNK}>; var<workgroup> outward : array<f32, ${CHUNK}>;` : ''}
    ${useCosine ? `var<workgroup> inner : array<f32, ${CHUNK}>;` : ''}
    fn main(index : i32) {
      let n = uniforms.n;
      let m = uniforms.m;
      let lane = i32(localIndex);
      let row = min(index / ${CHUNK}, n - 1);
      let p = row * ${rows.row};
      var sums : array<${rows.type}, ${held}>;
      for (var h = 0; h < ${held}; h = h + 1) { sums[h] = ${rows.zero}; }
      for (var start = 0; start < m; start = start + ${CHUNK}) {
        ${useDistance ? 'along[lane] = 0.0; outward[lane] = 0.0;' : ''}
        ${useCosine ? 'inner[lane] = 0.0;' : ''}
        let j = start + lane;
        if (j < m) {
          let weight = ${UPSTREAM[upstream]};
          ${useCosine ? 'inner[lane] = weight * uniforms.cosine;' : ''}
          ${useDistance ? coefficients : ''}
        }
        workgroupBarrier();
        let count = min(${CHUNK}, m - start);
        for (var h = 0; h < ${held}; h = h + 1) {
          let element = h * ${CHUNK} + lane;
          if (element < ${rows.row}) {
            ${useDistance ? 'let own = x[p + element];' : ''}
            for (var l = 0; l < count; l = l + 1) { ${sum} }
          }
        }
        workgroupBarrier();
      }
      if (index / ${CHUNK} < n) {
        for (var h = 0; h < ${held}; h = h + 1) {
          let element = h * ${CHUNK} + lane;
          if (element < ${rows.row}) { ${write} }
        }
      }
    }`;
  return {
    key: `pairwiseBackward_${useCosine}_${useDistance}_${width}_${upstream}`,
    inputs: useDistance ? ['x', 'y', 'dy'] : ['y', 'dy'],
    components: useDistance ? [rows.lanes, rows.lanes, 1] : [rows.lanes, 1],
    outputShape: [n, width],
    invocations: n * CHUNK,
    workgroup: CHUNK,
    uniforms: [...uniforms(attributes), { name: 'n', type: 'i32', value: n }, { name: 'm', type: 'i32', value: m }],
    code,
  };
}
