/**
 * WGSL of attention. Nothing of size tokens² is ever stored: the forward pass keeps log Σ exp of every query's scores, from which
 * the backward pass computes the weights again (Dao et al., arXiv 2205.14135, algorithms 1 and 4, without their tiles in shared
 * memory). The softmax is taken chunk by chunk of keys in one pass (Milakov & Gimelshein, arXiv 1805.02867).
 *
 * One invocation has several tokens of a head, so that what it loads of the others serves all of them; or, with subgroups, several
 * invocations share one token. Rows are written out vector by vector into named variables: an array indexed by a loop variable would
 * live in memory instead of registers.
 */
import { shuffled } from '../runtime/laneSum';

export interface Head {
  /** Elements of one head row, in vectors. */
  length: number;
  /** 4 where the head size allows vec4 loads. */
  components: 1 | 4;
  /** Tokens of an invocation. */
  own: number;
  /** Tokens it looks at in one turn of the loop. */
  others: number;
  /** Neighbouring invocations of one subgroup that divide the others among them and add up what they found: 1 or 4. */
  shares: 1 | 4;
}

const range = (n: number) => Array.from({ length: n }, (_, i) => i);

/** Code for every vector of a row. */
const each = ({ length }: Head, code: (i: number) => string, join = ' ') => range(length).map(code).join(join);
const forOwn = ({ own }: Head, code: (a: number) => string) => range(own).map(code).join('\n  ');
const forOthers = ({ others }: Head, code: (b: number) => string) => range(others).map(code).join('\n    ');

const product = ({ components }: Head, a: string, b: string) => (components === 4 ? `dot(${a}, ${b})` : `${a} * ${b}`);
const innerProduct = (head: Head, a: string, b: string) => `(${each(head, (i) => product(head, `${a}${i}`, `${b}${i}`), ' + ')})`;
const load = (head: Head, name: string, buffer: string, at: string) => each(head, (i) => `let ${name}${i} = ${buffer}[${at} + ${i}];`);
const zeros = (head: Head, name: string) => each(head, (i) => `var ${name}${i} = Vector(0.0);`);
const add = (head: Head, sum: string, factor: string, row: string) => each(head, (i) => `${sum}${i} += ${factor} * ${row}${i};`);
/** Every share writes the vectors that are its own. */
const store = (head: Head, at: string, value: (i: number) => string) =>
  each(head, (i) => `${head.shares === 1 ? '' : `if (share == ${i % head.shares}) `}{ result[${at} + ${i}] = ${value(i)}; }`);

/** The number of a vector all of whose components are the same. */
const number = ({ components }: Head, vector: string) => (components === 4 ? `${vector}.x` : vector);

/**
 * Places in the buffers, which are indexed in vectors: qkv with rows of 3·width, outputs with rows of width, and behind either of
 * them, from `uniforms.tail`, one vector for every token of every head.
 */
const common = ({ length, components, own }: Head) => `
alias Vector = ${components === 4 ? 'vec4<f32>' : 'f32'};
fn width() -> i32 { return uniforms.heads * ${length}; }
struct Place { image : i32, head : i32, token : i32 }
fn place(index : i32) -> Place {
  let tiles = (uniforms.tokens + ${own - 1}) / ${own};
  return Place(index / (tiles * uniforms.heads), index / tiles % uniforms.heads, index % tiles * ${own});
}
// First vector of q of a token; k and v follow at multiples of the width.
fn queryAt(p : Place, token : i32) -> i32 { return (p.image * uniforms.tokens + token) * 3 * width() + p.head * ${length}; }
fn outputAt(p : Place, token : i32) -> i32 { return (p.image * uniforms.tokens + token) * width() + p.head * ${length}; }
fn numberOf(p : Place, token : i32) -> i32 { return (p.image * uniforms.heads + p.head) * uniforms.tokens + token; }`;

/** With shares nobody leaves before the sums are made: those behind the last token do its work again and write nothing. */
const begin = (head: Head) => `
  ${head.shares === 1 ? 'if (index >= uniforms.count) { return; }' : ''}
  let share = index % ${head.shares};
  let inside = index / ${head.shares} < uniforms.count;
  let p = place(min(index / ${head.shares}, uniforms.count - 1));
  let last = uniforms.tokens - 1;
  ${forOwn(head, (a) => `let token${a} = min(p.token + ${a}, last); let own${a} = queryAt(p, token${a}); let output${a} = outputAt(p, token${a});`)}`;

const written = (a: number) => (a === 0 ? 'inside' : `p.token + ${a} <= last`);

/** The loop over the others of an invocation's share. */
const overOthers = ({ others, shares }: Head) => `for (var j = ${others} * share; j < uniforms.tokens; j += ${others * shares})`;

/** Adds up the named rows over all shares. */
const gather = (head: Head, ...names: string[]) =>
  head.shares === 1 ? '' : names.map((name) => each(head, (i) => shuffled(`${name}${i}`, head.shares))).join('\n  ');

/** Brings softmax's running sums of all shares together, as the loop does with those of two chunks. */
const gatherSoftmax = (head: Head, a: number) =>
  head.shares === 1
    ? ''
    : [1, 2]
        .map(
          (mask) => `{
    let largest = subgroupShuffleXor(largest${a}, ${mask}u);
    let top = max(largest${a}, largest);
    let keep = exp(largest${a} - top);
    let take = exp(largest - top);
    total${a} = total${a} * keep + subgroupShuffleXor(total${a}, ${mask}u) * take;
    ${each(head, (i) => `sum${a}_${i} = sum${a}_${i} * keep + subgroupShuffleXor(sum${a}_${i}, ${mask}u) * take;`)}
    largest${a} = top;
  }`,
        )
        .join('\n  ');

/** softmax(q·kᵀ·scale)·v; behind it log Σ exp of the scores. */
export const forward = (head: Head) => `${common(head)}
fn main(index : i32) {${begin(head)}
  ${forOwn(head, (a) => `${load(head, `q${a}_`, 'qkv', `own${a}`)} ${zeros(head, `sum${a}_`)} var largest${a} = -3.0e38; var total${a} = 0.0;`)}
  ${overOthers(head)} {
    ${forOthers(head, (b) => `let key${b} = queryAt(p, min(j + ${b}, last)) + width();`)}
    ${forOthers(
      head,
      (b) => `${load(head, `k${b}_`, 'qkv', `key${b}`)}
    ${forOwn(head, (a) => `let score${a}_${b} = ${b === 0 ? `${innerProduct(head, `q${a}_`, `k${b}_`)} * uniforms.scale` : `select(-3.0e38, ${innerProduct(head, `q${a}_`, `k${b}_`)} * uniforms.scale, j + ${b} <= last)`};`)}`,
    )}
    ${forOwn(
      head,
      (a) => `let top${a} = ${range(head.others).reduce((code, b) => `max(${code}, score${a}_${b})`, `largest${a}`)};
    let keep${a} = exp(largest${a} - top${a});
    ${forOthers(head, (b) => `let weight${a}_${b} = exp(score${a}_${b} - top${a});`)}
    total${a} = total${a} * keep${a} + ${range(head.others)
      .map((b) => `weight${a}_${b}`)
      .join(' + ')};
    largest${a} = top${a};
    ${each(head, (i) => `sum${a}_${i} *= keep${a};`)}`,
    )}
    ${forOthers(head, (b) => `${load(head, `v${b}_`, 'qkv', `key${b} + width()`)} ${forOwn(head, (a) => add(head, `sum${a}_`, `weight${a}_${b}`, `v${b}_`))}`)}
  }
  ${forOwn(head, (a) => gatherSoftmax(head, a))}
  ${forOwn(
    head,
    (a) => `if (${written(a)}) {
    ${store(head, `output${a}`, (i) => `sum${a}_${i} / total${a}`)}
    result[uniforms.tail + numberOf(p, token${a})] = Vector(largest${a} + log(total${a}));
  }`,
  )}
}`;

/** dq of tokens as queries; behind dqkv Σ_j P_j·dP_j of every query, which is ⟨dO, O⟩. */
export const queryGradient = (head: Head) => `${common(head)}
fn main(index : i32) {${begin(head)}
  ${forOwn(
    head,
    (a) => `${load(head, `q${a}_`, 'qkv', `own${a}`)} ${load(head, `g${a}_`, 'dy', `output${a}`)} ${zeros(head, `dq${a}_`)}
  let sum${a} = ${number(head, `output[uniforms.outputTail + numberOf(p, token${a})]`)};
  let along${a} = ${each(head, (i) => product(head, `g${a}_${i}`, `output[output${a} + ${i}]`), ' + ')};`,
  )}
  ${overOthers({ ...head, others: 1 })} {
    let key = queryAt(p, j) + width();
    ${load(head, 'k', 'qkv', 'key')}
    ${load(head, 'v', 'qkv', 'key + width()')}
    ${forOwn(
      head,
      (
        a,
      ) => `let d${a} = exp(${innerProduct(head, `q${a}_`, 'k')} * uniforms.scale - sum${a}) * (${innerProduct(head, `g${a}_`, 'v')} - along${a});
    ${add(head, `dq${a}_`, `d${a}`, 'k')}`,
    )}
  }
  ${forOwn(head, (a) => gather(head, `dq${a}_`))}
  ${forOwn(
    head,
    (a) => `if (${written(a)}) {
    ${store(head, `own${a}`, (i) => `dq${a}_${i} * uniforms.scale`)}
    result[uniforms.tail + numberOf(p, token${a})] = Vector(along${a});
  }`,
  )}
}`;

/** dk and dv of tokens as keys, into the result of `queryGradient`. */
export const keyGradient = (head: Head) => `${common(head)}
fn main(index : i32) {${begin(head)}
  ${forOwn(
    head,
    (a) =>
      `${load(head, `k${a}_`, 'qkv', `own${a} + width()`)} ${load(head, `v${a}_`, 'qkv', `own${a} + 2 * width()`)} ${zeros(head, `dk${a}_`)} ${zeros(head, `dv${a}_`)}`,
  )}
  ${overOthers({ ...head, others: 1 })} {
    let query = numberOf(p, j);
    let sum = ${number(head, 'output[uniforms.outputTail + query]')};
    let along = ${number(head, 'result[uniforms.tail + query]')};
    ${load(head, 'q', 'qkv', 'queryAt(p, j)')}
    ${load(head, 'g', 'dy', 'outputAt(p, j)')}
    ${forOwn(
      head,
      (a) => `let weight${a} = exp(${innerProduct(head, `k${a}_`, 'q')} * uniforms.scale - sum);
    let d${a} = weight${a} * (${innerProduct(head, `v${a}_`, 'g')} - along);
    ${add(head, `dk${a}_`, `d${a}`, 'q')}
    ${add(head, `dv${a}_`, `weight${a}`, 'g')}`,
    )}
  }
  ${forOwn(head, (a) => gather(head, `dk${a}_`, `dv${a}_`))}
  ${forOwn(
    head,
    (a) => `if (${written(a)}) {
    ${store(head, `own${a} + width()`, (i) => `dk${a}_${i} * uniforms.scale`)}
    ${store(head, `own${a} + 2 * width()`, (i) => `dv${a}_${i}`)}
  }`,
  )}
}`;
