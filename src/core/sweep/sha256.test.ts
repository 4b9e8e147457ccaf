import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../random/random';
import { sha256 } from './sha256';

describe('sha256', () => {
  it('is that of FIPS 180-4', () => {
    expect(sha256('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    expect(sha256('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  });

  it('is that of Node for texts of every length around a block, and for others than ASCII', () => {
    const random = createRandom('digests');
    for (let length = 0; length < 200; length++) {
      const text = Array.from({ length }, () => String.fromCodePoint(32 + random.int(length % 2 === 0 ? 90 : 3000))).join('');
      expect(sha256(text)).toBe(createHash('sha256').update(text).digest('hex'));
    }
  });
});
