import { describe, expect, it } from 'vitest';
import { startOfScan } from '../image/inspect';
import { progressiveJpeg, sequentialJpeg } from '../testing/jpegs';
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

describe('signs of damage', () => {
  const jpeg = sequentialJpeg();
  const data = startOfScan(jpeg);

  it('are none in a whole sequential JPEG, and always there in a progressive one', () => {
    expect(looksDamaged(jpeg, data)).toBe(false);
    expect(looksDamaged(progressiveJpeg(), startOfScan(progressiveJpeg()))).toBe(true);
  });

  it('are stretches of one value and markers in the midst of data', () => {
    const from = data + 60;
    expect(looksDamaged(Uint8Array.from([...jpeg.subarray(0, from), ...new Uint8Array(200), ...jpeg.subarray(from)]), data)).toBe(true);
    expect(looksDamaged(Uint8Array.from([...jpeg.subarray(0, from), 0xff, 0xc4, ...jpeg.subarray(from)]), data)).toBe(true);
    expect(looksDamaged(jpeg.subarray(0, jpeg.length - 2), data)).toBe(true);
  });
});
