import { describe, expect, it } from 'vitest';
import { zipStream, type ZipEntry } from '../record/zipStream';
import { companionsOf } from './companions';

const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const METADATA = 'index\timage\tclass\tclass number\tpath\n0\t7\towl\t3\ta/owl\n1\t9\twren\t5\tb/wren\n';
const config = (side: unknown) => JSON.stringify({ embeddings: [{ sprite: { imagePath: 'sprites.png', singleImageDim: [side, side] } }] });

/** As far as anybody looks into it here: signature and size. */
function png(width: number, height: number): Uint8Array {
  const bytes = new Uint8Array(40);
  bytes.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const view = new DataView(bytes.buffer);
  view.setUint32(16, width);
  view.setUint32(20, height);
  return bytes;
}

const archive = (files: Record<string, Uint8Array | string>): Promise<Blob> =>
  new Response(
    zipStream(
      Object.entries(files).map(([path, content]): ZipEntry => ({
        path,
        bytes: typeof content === 'string' ? text(content) : content,
        packed: true,
      })),
    ),
  ).blob();

describe('what an archive says of its images', () => {
  it('are the names of classes, and the sheet of small pictures', async () => {
    const blob = await archive({ 'metadata.tsv': METADATA, 'sprites.png': png(48, 48), 'projector_config.json': config(16) });
    const { classes, sprites, notes } = await companionsOf(blob, 'a.zip', { count: 7 });
    expect([...classes]).toEqual([
      [3, { name: 'owl', path: 'a/owl' }],
      [5, { name: 'wren', path: 'b/wren' }],
    ]);
    expect([sprites?.side, sprites?.png.length, notes]).toEqual([16, 40, []]);
  });

  it('is looked for in the folder of the record', async () => {
    const blob = await archive({ '1-a/metadata.tsv': METADATA, 'metadata.tsv': 'x' });
    expect((await companionsOf(blob, 'a.zip', { count: 2, folder: '1-a' })).classes.size).toBe(2);
  });

  it.each<[string, Record<string, Uint8Array | string>, RegExp]>([
    ['no names', { 'metadata.tsv': 'a\tb\n1\t2\n' }, /metadata\.tsv.*columns a, b/],
    ['no PNG', { 'sprites.png': 'GIF89a', 'projector_config.json': config(16) }, /sprites\.png.*no PNG/],
    [
      'too small a sheet',
      { 'sprites.png': png(16, 16), 'projector_config.json': config(16) },
      /16 × 16 pixels hold no 7 pictures of 16 × 16/,
    ],
    ['no size of a picture', { 'sprites.png': png(48, 48), 'projector_config.json': config('large') }, /does not say how large/],
    ['no configuration', { 'sprites.png': png(48, 48) }, /projector_config\.json.*is missing/],
  ])('is left out where it cannot be used, and said: %s', async (_, files, says) => {
    const { classes, sprites, notes } = await companionsOf(await archive(files), 'a.zip', { count: 7 });
    expect([classes.size, sprites]).toEqual([0, undefined]);
    expect(notes).toEqual([expect.stringMatching(says)]);
  });

  it('may be nothing', async () => {
    expect(await companionsOf(await archive({ 'record.json': '{}' }), 'a.zip', { count: 7 })).toEqual({ classes: new Map(), notes: [] });
  });
});
