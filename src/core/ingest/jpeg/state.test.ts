import { describe, expect, it } from 'vitest';
import { startOfScan } from '../image/inspect';
import { flatJpeg, progressiveJpeg, sequentialJpeg } from '../testing/jpegs';
import { jpegState } from './state';
import { looksDamaged } from './suspicion';

const without = (bytes: Uint8Array, from: number, to: number) => Uint8Array.from([...bytes.subarray(0, from), ...bytes.subarray(to)]);

describe.each([
  ['sequential', sequentialJpeg],
  ['progressive', progressiveJpeg],
])('a %s JPEG', (_, make) => {
  const jpeg = make();
  const data = startOfScan(jpeg);
  const n = jpeg.length;

  it('is whole, and so it is without its end marker or with more behind it', () => {
    expect(jpegState(jpeg)).toBe('whole');
    expect(jpegState(jpeg.subarray(0, n - 2))).toBe('unended');
    expect(jpegState(Uint8Array.from([...jpeg, ...new Uint8Array(100)]))).toBe('whole');
  });

  // Of so few blocks a small loss can leave as many by chance.
  it.each([0.1, 0.2, 0.3, 0.4])('is damaged where half of its data is lost (%f)', (share) => {
    const at = Math.round(data + 14 + share * (n - data - 40));
    expect(jpegState(without(jpeg, at, Math.round(at + 0.5 * (n - data - 14))))).toBe('damaged');
    expect(jpegState(jpeg.subarray(0, at))).toBe('damaged');
  });

  it('is damaged without a frame, a table or a scan', () => {
    expect(jpegState(Uint8Array.of(0xff, 0xd8, 0xff, 0xd9))).toBe('damaged');
    expect(jpegState(Uint8Array.from([...jpeg.subarray(0, data), 0xff, 0xd9]))).toBe('damaged');
    expect(jpegState(jpeg.subarray(0, data + 4))).toBe('damaged');
  });

  it('never keeps the walk from ending, whatever byte is another', () => {
    for (let at = 2; at < n; at += 3) {
      const other = jpeg.slice();
      other[at] = other[at]! ^ 0x5a;
      expect(['whole', 'unended', 'damaged', 'unknown']).toContain(jpegState(other));
    }
  });
});

/** The same damages every time: `width` bytes of the data lost, or other ones in their place. */
function damages(jpeg: Uint8Array, kind: 'zeros' | 'noise' | 'lost', width: number, count = 200): Uint8Array[] {
  let state = 1;
  const random = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  const from = startOfScan(jpeg) + 14;
  return Array.from({ length: count }, () => {
    const at = Math.floor(from + random() * (jpeg.length - 2 - from - width));
    if (kind === 'lost') return without(jpeg, at, at + width);
    const other = jpeg.slice();
    for (let i = at; i < at + width; i++) other[i] = kind === 'zeros' ? 0 : random() * 255;
    return other;
  });
}

const refused = (jpegs: readonly Uint8Array[]) => jpegs.filter((jpeg) => jpegState(jpeg) === 'damaged').length;

describe('of 200 damages', () => {
  it('all are seen that leave zeros, even a few', () => {
    expect(refused(damages(sequentialJpeg(), 'zeros', 16))).toBe(200);
    expect(refused(damages(sequentialJpeg(), 'zeros', 64))).toBe(200);
  });

  // Of some hundred bytes, 64 can be replaced by others that make as many blocks.
  it.each([
    ['sequential', 'noise', 165, sequentialJpeg],
    ['sequential', 'lost', 185, sequentialJpeg],
    ['progressive', 'zeros', 170, progressiveJpeg],
    ['progressive', 'noise', 180, progressiveJpeg],
    ['progressive', 'lost', 180, progressiveJpeg],
  ] as const)('most are seen: %s, %s', (_, kind, least, make) => {
    expect(refused(damages(make(), kind, 64))).toBeGreaterThanOrEqual(least);
  });
});

describe('an intact JPEG', () => {
  it('may have zeros in a row: a white picture has blocks of one code', () => {
    const jpeg = flatJpeg();
    expect(
      Math.max(
        ...[...jpeg.subarray(startOfScan(jpeg))]
          .join()
          .split(/[^0,]|[1-9]\d*/u)
          .map((zeros) => zeros.split(',0').length),
      ),
    ).toBeGreaterThan(16);
    expect(looksDamaged(jpeg, startOfScan(jpeg))).toBe(true);
    expect(jpegState(jpeg)).toBe('whole');
  });

  it('may have some bytes of filling before its end, and no more', () => {
    const jpeg = sequentialJpeg();
    const filled = (bytes: number[]) => Uint8Array.from([...jpeg.subarray(0, -2), ...bytes, 0xff, 0xd9]);
    expect(jpegState(filled([0xff, 0xff, 0xff]))).toBe('whole');
    expect(jpegState(filled([1, 2, 3]))).toBe('whole');
    expect(jpegState(filled(Array<number>(12).fill(0x5a)))).toBe('damaged');
  });

  it('has no value brighter than white', () => {
    const jpeg = sequentialJpeg();
    const steps = jpeg.indexOf(0xdb);
    const coarse = jpeg.slice();
    // The same codes with other steps are a picture that cannot be.
    coarse.fill(255, steps + 4, steps + 4 + 64);
    expect(jpegState(coarse)).toBe('damaged');
  });
});

describe('signs of damage', () => {
  const jpeg = sequentialJpeg();
  const data = startOfScan(jpeg);

  it('are none in a whole sequential JPEG, and always there in a progressive one', () => {
    expect(looksDamaged(jpeg, data)).toBe(false);
    expect(looksDamaged(progressiveJpeg(), startOfScan(progressiveJpeg()))).toBe(true);
  });

  it('are stretches of one value and markers in the midst of data', () => {
    const from = data + 60;
    expect(looksDamaged(Uint8Array.from([...jpeg.subarray(0, from), ...new Uint8Array(32), ...jpeg.subarray(from)]), data)).toBe(true);
    expect(looksDamaged(Uint8Array.from([...jpeg.subarray(0, from), 0xff, 0xc4, ...jpeg.subarray(from)]), data)).toBe(true);
    expect(looksDamaged(jpeg.subarray(0, jpeg.length - 2), data)).toBe(true);
  });
});
