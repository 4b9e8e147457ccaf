/**
 * Arrays of half precision in storage: a program that was written for array<vec4<f32>> reads and writes them through
 * `unpack2x16float` and `pack2x16float`, which every WebGPU device has, and computes in float32 as before. A value keeps 11 bits,
 * within ±65,504.
 */

/** The end of what a bracket at `open` encloses. */
function closing(code: string, open: number): number {
  let depth = 0;
  for (let at = open; at < code.length; at++) {
    if (code[at] === '[') depth++;
    else if (code[at] === ']' && --depth === 0) return at;
  }
  throw new Error('A bracket is not closed');
}

/** Replaces `name[at]` by `readName(at)`, and the assignment `name[at] = value;` by `writeName(at, value);`. */
function throughFunctions(code: string, name: string): string {
  const access = new RegExp(`(?<![\\w.])${name}\\[`, 'g');
  let out = '';
  let from = 0;
  for (let match = access.exec(code); match; match = access.exec(code)) {
    const open = match.index + name.length;
    const end = closing(code, open);
    const at = throughFunctions(code.slice(open + 1, end), name);
    out += code.slice(from, match.index);
    const assignment = /^\s*=(?!=)/.exec(code.slice(end + 1));
    if (assignment) {
      const begin = end + 1 + assignment[0].length;
      const stop = code.indexOf(';', begin);
      out += `write_${name}(${at}, ${throughFunctions(code.slice(begin, stop).trim(), name)})`;
      from = stop;
    } else {
      out += `read_${name}(${at})`;
      from = end + 1;
    }
    access.lastIndex = from;
  }
  return out + code.slice(from);
}

const functions = (name: string, written: boolean) => `
fn read_${name}(at : i32) -> vec4<f32> {
  let packed = ${name}[at];
  return vec4<f32>(unpack2x16float(packed.x), unpack2x16float(packed.y));
}
${written ? `fn write_${name}(at : i32, value : vec4<f32>) { ${name}[at] = vec2<u32>(pack2x16float(value.xy), pack2x16float(value.zw)); }` : ''}
`;

export const HALVES = 'array<vec2<u32>>';

/** The code of a program whose arrays `names` are kept in half precision. */
export function codeInHalves(code: string, names: readonly string[]): string {
  const changed = names.reduce(throughFunctions, code);
  return names.map((name) => functions(name, name === 'result')).join('') + changed;
}
