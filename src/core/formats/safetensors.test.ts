import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readSafetensors, SafetensorsError, writeSafetensors } from './safetensors';

/** A file with this header and this many bytes of data. */
function file(header: unknown, dataBytes = 0): Uint8Array {
  const text = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + text.length + dataBytes);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  return bytes;
}

describe('safetensors', () => {
  it('reads back every type it writes, with metadata, whatever the alignment', () => {
    const tensors = {
      bytes: { shape: [3], data: Uint8Array.of(1, 2, 255) },
      singles: { shape: [2, 2], data: Float32Array.of(1.5, -2, 0, 1e-30) },
      doubles: { shape: [1], data: Float64Array.of(Math.PI) },
      scalar: { shape: [], data: Int32Array.of(-7) },
      longs: { shape: [2], data: BigInt64Array.of(-1n, 2n ** 60n) },
      none: { shape: [0, 4], data: new Float32Array(0) },
    };
    const written = writeSafetensors({ tensors, metadata: { width: '96' } });
    expect(readSafetensors(written)).toEqual({ tensors, metadata: { width: '96' } });
    // Also when the file lies in the middle of a larger buffer.
    const shifted = new Uint8Array(written.length + 3);
    shifted.set(written, 3);
    expect(readSafetensors(shifted.subarray(3)).tensors).toEqual(tensors);
  });

  it('reads what PyTorch wrote', () => {
    const { tensors, metadata } = readSafetensors(readFileSync('test/golden/vit.safetensors'));
    expect(metadata).toMatchObject({ image: '32', patch: '8', dim: '32' });
    expect(tensors['blocks.1.attn.qkv.weight']!.shape).toEqual([96, 32]);
    expect(tensors['head.bias']!.data).toBeInstanceOf(Float32Array);
  });

  it('says what is wrong with a file', () => {
    const entry = (change: object) => ({ a: { dtype: 'F32', shape: [2], data_offsets: [0, 8], ...change } });
    const cases: [Uint8Array, RegExp][] = [
      [new Uint8Array(3), /3 bytes, fewer/],
      [file('{}').subarray(0, 9), /header would end/],
      [file('nonsense'), /not JSON/],
      [file('[]'), /not an object/],
      [file(entry({}), 7), /cut short/],
      [file(entry({ shape: [3] }), 8), /needs 12 bytes but has 8/],
      [file(entry({ shape: [-2] }), 8), /shape of "a"/],
      [file({ ...entry({}), b: { dtype: 'F32', shape: [2], data_offsets: [4, 12] } }, 12), /"b" lies on top of another/],
      [file({ ...entry({}), b: { dtype: 'F32', shape: [1], data_offsets: [12, 16] } }, 16), /4 bytes before "b" belong to no tensor/],
      [file(entry({}), 9), /1 bytes at the end/],
      [file(entry({ dtype: 'x\u0000'.repeat(500) })), /^"a" is stored as "(x\\u0000){30}…"; only/],
      [file(entry({ data_offsets: [0] }), 8), /offsets/],
      [file(entry({ dtype: 'BF16', shape: [4] }), 8), /stored as "BF16"; only F32, F64/],
      [file({ __metadata__: { n: 1 } }), /metadata/],
    ];
    for (const [bytes, message] of cases) {
      expect(() => readSafetensors(bytes)).toThrow(SafetensorsError);
      expect(() => readSafetensors(bytes)).toThrow(message);
    }
    expect(() => writeSafetensors({ tensors: { a: { shape: [3], data: new Float32Array(2) } } })).toThrow(/needs 3 values, not 2/);
  });
});
