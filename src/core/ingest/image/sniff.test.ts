import { describe, expect, it } from 'vitest';
import { sniff } from './sniff';
import { bmp, bytesOf, be32, gif, isoImage, jpeg, png, svg, webp } from '../testing/images';

const text = (value: string) => new TextEncoder().encode(value);

describe('sniff', () => {
  it.each([
    ['text', text('P6 is a group of symmetries')],
    ['png', png()],
    ['jpeg', jpeg(3, 4)],
    ['gif', gif(3, 4)],
    ['webp', webp(3, 4)],
    ['avif', isoImage('avif', 3, 4)],
    ['heic', isoImage('heic', 3, 4)],
    ['bmp', bmp(3, 4)],
    ['tiff', bytesOf('II*\0', be32(8))],
    ['tiff', bytesOf('MM\0*', be32(8))],
    ['svg', svg('width="3"')],
    ['svg', text('\uFEFF  <svg/>')],
    ['svg', text('<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "x"><svg width="1"></svg>')],
    ['zip', bytesOf('PK\x03\x04')],
    ['zip', bytesOf('PK\x05\x06', new Uint8Array(18))],
    ['gzip', bytesOf('\x1f\x8b\x08')],
    ['7z', bytesOf('7z\xbc\xaf\x27\x1c')],
    ['rar', bytesOf('Rar!\x1a\x07\0')],
    ['npy', bytesOf('\x93NUMPY\x01\0')],
    ['idx', bytesOf(0, 0, 8, 3, be32(60000), be32(28), be32(28))],
    ['idx', bytesOf(0, 0, 8, 1, be32(60000))],
    ['mat', bytesOf('MATLAB 5.0 MAT-file, written by a test')],
    ['hdf5', bytesOf('MATLAB 7.3 MAT-file')],
    ['pickle', bytesOf(0x80, 0x02, '}q\x01(U\x0bbatch_label')],
    ['pdf', bytesOf('%PDF-1.7')],
    ['video', bytesOf(be32(20), 'ftypisom', be32(0), 'isommp42')],
    ['json', text('  {"a.png": "cat"}')],
    ['html', text('<!doctype html><p>Not found')],
    ['text', text('file,label\na.png,cat\n')],
    ['text', bytesOf('\xff\xfe', 'f\0i\0l\0e\0')],
    ['raw', bytesOf('II*\0', be32(0), 'CR\x02', new Uint8Array(9))],
    ['raw', bytesOf(be32(24), 'ftypcrx ', be32(1), 'crx isom')],
    ['raw', bytesOf('FUJIFILMCCD-RAW 0201')],
    ['jp2', bytesOf(be32(12), 'jP  \r\n\x87\n')],
    ['dicom', bytesOf(new Uint8Array(128), 'DICM')],
    ['exr', bytesOf('v/1\x01', be32(2))],
    ['pnm', bytesOf('P6\n# x\n4 4\n255\n', new Uint8Array(48))],
    ['empty', bytesOf()],
    ['other', bytesOf(6, 158, 159, 165, 151)],
    ['other', new Uint8Array(512)],
  ] as const)('knows %s (%#)', (kind, bytes) => {
    expect(sniff(bytes)).toBe(kind);
  });

  it.each([
    ['text', '<!---->'.repeat(140)],
    ['text', '<!-- '.repeat(200)],
    ['text', `<?xml ${'<'.repeat(1000)}`],
    ['text', `<!DOCTYPE svg ${'['.repeat(1000)}`],
    ['svg', `${'<!---->'.repeat(140)}<svg>`],
    ['svg', `<!DOCTYPE svg [ <!ENTITY a "]>"> ]>${'<!-- > -->'.repeat(50)}<svg:svg xmlns:svg="x"`],
  ] as const)('scans forward only: %s (%#)', (kind, value) => {
    expect(sniff(text(value))).toBe(kind);
  });

  it('is not led astray by a character cut in two at the end of the head', () => {
    const whole = text('häuser,ü');
    expect(sniff(whole.subarray(0, whole.length - 1))).toBe('text');
  });
});
