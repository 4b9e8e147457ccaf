import { describe, expect, it } from 'vitest';
import { inspectBytes, inspectSource } from './inspect';
import { fromBlob } from '../source';
import { bmp, bytesOf, gif, isoImage, jpeg, png, svg, webp } from '../testing/images';

describe('inspectBytes', () => {
  it.each([
    ['a.png', png(5, 7), 5, 7],
    ['a.jpg', jpeg(640, 480), 640, 480],
    ['a.gif', gif(12, 9), 12, 9],
    ['a.bmp', bmp(5, 7), 5, 7],
    ['a.webp', webp(300, 200, 'lossy'), 300, 200],
    ['a.webp', webp(300, 200, 'lossless'), 300, 200],
    ['a.webp', webp(300, 20000, 'extended'), 300, 20000],
    ['a.avif', isoImage('avif', 800, 600), 800, 600],
    ['a.svg', svg('width="2in" height="1in"'), 192, 96],
    ['a.svg', svg('viewBox="0 0 30 20"'), 30, 20],
    ['a.svg', svg('width="60" viewBox="0 0 30 20"'), 60, 40],
  ])('reads the size of %s (%#)', (path, bytes, width, height) => {
    const header = inspectBytes(path, bytes);
    expect(header.size).toEqual({ width, height });
    expect(header.note).toBeUndefined();
  });

  it('takes a drawing without a size', () => {
    expect(inspectBytes('a.svg', svg('width="100%"')).size).toBeNull();
    const odd = `<!-- <svg width="9" height="9"> --><svg:svg title='a > b, width="7"' width='5' height=' 6px '/>`;
    expect(inspectBytes('a.svg', new TextEncoder().encode(odd)).size).toEqual({ width: 5, height: 6 });
  });

  it('goes by the content where the extension is wrong, and says so', () => {
    const header = inspectBytes('cat.png', jpeg(8, 8));
    expect(header).toMatchObject({ kind: 'jpeg', type: 'image/jpeg', note: 'its name says .png; it is a JPEG image and read as one' });
    expect(inspectBytes('cat', png()).note).toMatch(/says nothing/);
  });

  it.each([
    ['empty.png', bytesOf(), /^it is empty \(0 bytes\)/],
    ['letter.png', new TextEncoder().encode('Dear all'), /not an image, whatever its name says: it is plain text/],
    ['page.jpg', new TextEncoder().encode('<html>404'), /a web page/],
    ['data', bytesOf(1, 2, 3, 200), /it is not an image: it is data of no known format/],
    ['head.png', png().subarray(0, 14), /cut short: its PNG header ends after 14 bytes/],
    ['head.jpg', jpeg(9, 9).subarray(0, 60), /cut short: its JPEG header/],
    ['half.png', png(50, 50).subarray(0, 60), /cut short: the end of its PNG data/],
    ['half.jpg', jpeg(9, 9).subarray(0, -3), /cut short: the end of its JPEG data/],
    ['thumb.jpg', jpeg(9, 9, { thumbnail: true }).subarray(0, -3), /cut short/],
    ['half.webp', webp(9, 9).subarray(0, -1), /cut short/],
    ['half.bmp', bmp(9, 9).subarray(0, -20), /cut short/],
    ['half.svg', svg('width="4" height="4"').subarray(0, -4), /cut short/],
    ['huge.png', png(2, 2, { claims: [40000, 40000] }), /too large to decode: 40,000×40,000 pixels/],
    ['huge.jpg', jpeg(40000, 40000), /too large/],
    ['long.png', png(2, 2, { claims: [40000, 2] }), /32,767 a side/],
    ['huge.svg', svg('width="40000" height="40000"'), /too large/],
    ['none.png', png(2, 2, { claims: [0, 2] }), /header is damaged \(0×2 pixels\)/],
    ['scan.tif', bytesOf('II*\0', new Uint8Array(20)), /a TIFF image, which this browser can't decode; convert it to PNG or JPEG/],
    ['phone.heic', isoImage('heic', 4000, 3000), /a HEIC image, which this browser can't decode/],
  ])('refuses %s', (path, bytes, reason) => {
    expect(() => inspectBytes(path, bytes)).toThrow(expect.objectContaining({ path, reason: expect.stringMatching(reason) as string }));
  });

  it('takes what the browser at hand decodes beyond the usual', () => {
    expect(inspectBytes('phone.heic', isoImage('heic', 4000, 3000), { decodable: new Set(['heic']) }).size).toEqual({
      width: 4000,
      height: 3000,
    });
  });
});

describe('inspectSource', () => {
  it('looks at both ends of a long file only', async () => {
    const long = bytesOf(jpeg(30, 20).subarray(0, -2), new Uint8Array(500_000), '\xff\xd9');
    const source = fromBlob(new Blob([long]), 'long.jpg');
    const looked: number[] = [];
    const spied = { ...source, slice: (from: number, to: number) => (looked.push(to - from), source.slice(from, to)) };
    expect((await inspectSource(spied)).size).toEqual({ width: 30, height: 20 });
    expect(looked.reduce((a, b) => a + b)).toBeLessThan(400_000);
    await expect(inspectSource(fromBlob(new Blob([long.subarray(0, -2)]), 'long.jpg'))).rejects.toThrow(/^long\.jpg: it is cut short/);
  });
});
