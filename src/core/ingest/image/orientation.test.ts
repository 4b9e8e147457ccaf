import { describe, expect, it } from 'vitest';
import { orientationOf } from './orientation';

/** The beginning of a JPEG with EXIF data in either byte order. */
function jpeg(orientation: number | null, { little = false, entries = 1 } = {}): Uint8Array {
  const u16 = (value: number) => (little ? [value & 255, value >> 8] : [value >> 8, value & 255]);
  const u32 = (value: number) => (little ? [...u16(value), 0, 0] : [0, 0, ...u16(value)]);
  const other = [...u16(0x010f), ...u16(2), ...u32(4), ...u32(0)];
  const entry = orientation === null ? [] : [...u16(0x0112), ...u16(3), ...u32(1), ...u16(orientation), 0, 0];
  const count = entries - 1 + (orientation === null ? 0 : 1);
  const tiff = [
    ...(little ? [0x49, 0x49] : [0x4d, 0x4d]),
    ...u16(42),
    ...u32(8),
    ...u16(count),
    ...Array(entries - 1)
      .fill(other)
      .flat(),
    ...entry,
    ...u32(0),
  ];
  const exif = [...'Exif\0\0'].map((character) => character.charCodeAt(0)).concat(tiff as number[]);
  const length = exif.length + 2;
  return Uint8Array.from([0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2, 0xff, 0xe1, length >> 8, length & 255, ...exif, 0xff, 0xda, 0, 2]);
}

describe('orientationOf', () => {
  it('reads either byte order, whatever comes before', () => {
    expect(orientationOf('jpeg', jpeg(6))).toBe(6);
    expect(orientationOf('jpeg', jpeg(8, { little: true }))).toBe(8);
    expect(orientationOf('jpeg', jpeg(3, { entries: 4 }))).toBe(3);
  });

  it('is 1 where nothing is said', () => {
    expect(orientationOf('jpeg', jpeg(null))).toBe(1);
    expect(orientationOf('jpeg', Uint8Array.of(0xff, 0xd8, 0xff, 0xda, 0, 2))).toBe(1);
  });

  it('is 0 where what is said makes no sense', () => {
    expect(orientationOf('jpeg', jpeg(99))).toBe(0);
    expect(
      orientationOf(
        'jpeg',
        jpeg(6).map((byte, at) => (at === 25 ? 0xf0 : byte)),
      ),
    ).toBe(0);
  });
});
