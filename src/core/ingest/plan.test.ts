import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { planIngest, UNLABELLED, type IngestPlan } from './plan';
import { fromBlob, separateRoots, type SourceFile } from './source';
import { tar, zip } from './testing/archives';
import { cifar, idx, npy } from './testing/arrays';
import { bytesOf, isoImage, jpeg, png } from './testing/images';

const text = (value: string) => new TextEncoder().encode(value);
const files = (contents: Record<string, Uint8Array>): SourceFile[] =>
  Object.entries(contents).map(([path, bytes]) => fromBlob(new Blob([bytesOf(bytes)]), path));
const labelsOf = ({ entries, classes }: IngestPlan) =>
  entries.map(({ name, classIndex }) => [name, classIndex === UNLABELLED ? null : classes[classIndex]!.path]);

describe('planIngest', () => {
  it('takes folders as a hierarchy of classes', async () => {
    const plan = await planIngest(
      files({
        'pets/animals/cat/2.png': png(),
        'pets/animals/cat/10.png': png(),
        'pets/toys/cat/1.png': png(),
        'pets/.DS_Store': text('x'),
        'pets/toys/Thumbs.db': text('x'),
      }),
    );
    expect(plan.title).toBe('pets');
    expect(plan.classes).toEqual([
      { path: 'animals/cat', name: 'cat' },
      { path: 'toys/cat', name: 'cat' },
    ]);
    expect(labelsOf(plan)).toEqual([
      ['pets/animals/cat/10.png', 'animals/cat'],
      ['pets/animals/cat/2.png', 'animals/cat'],
      ['pets/toys/cat/1.png', 'toys/cat'],
    ]);
    expect(plan).toMatchObject({ ignored: 2, rejected: [], labelSource: 'folders' });
    expect(plan.protocol).toBeUndefined();
  });

  it('opens zip and tar.gz, together as two classes', async () => {
    const plan = await planIngest(
      files({
        'cats.zip': zip([
          { name: '1.png', data: png() },
          { name: '2.png', data: png() },
        ]),
        'dogs.tar.gz': gzipSync(tar([{ name: '1.png', data: png() }])),
      }),
    );
    expect(plan.classes.map(({ path }) => path)).toEqual(['cats', 'dogs']);
    expect(plan.entries).toHaveLength(3);
    const { source } = plan.entries[2]!;
    expect('file' in source && (await source.file.bytes())).toEqual(png());
  });

  it('names every file that is left out, and keeps the rest', async () => {
    const many: Record<string, Uint8Array> = {};
    for (let i = 0; i < 300; i++) many[`s/c${i % 3}/${i}.png`] = png(1, 1);
    const plan = await planIngest(
      files({
        ...many,
        's/c0/empty.png': bytesOf(),
        's/c0/notes.txt': text('Dear diary'),
        's/c0/film.mp4': bytesOf(0, 0, 0, 24, 'ftypisom', new Uint8Array(16)),
        's/c0/phone.heic': isoImage('heic', 10, 10),
        's/c0/scan.tif': bytesOf('II*\0', new Uint8Array(9)),
        's/c0/really a jpeg.tif': jpeg(9, 9),
        's/c0/a\u0007<img src=x onerror=alert(1)>🐈.png': png(),
        's/../../etc/x.png': png(),
        's/old.rar': bytesOf('Rar!\x1a\x07\0'),
        's/bad.zip': zip([{ name: 'a.png', data: png() }]).slice(0, -9),
        's/nothing.zip': zip([]),
        's/c0/hidden.zip': zip([
          { name: 'inner.zip', data: zip([]) },
          { name: 'disguised', data: zip([]) },
          { name: '1.png', data: png() },
        ]),
        's/doll.gz': gzipSync(gzipSync(gzipSync(png()))),
        's/data_batch_1': bytesOf(0x80, 2, '}q'),
        's/data_batch_2.bin': new Uint8Array(5000).fill(200),
        's/report.docx': bytesOf('PK\x03\x04', new Uint8Array(30)),
        's/cities.csv': text('city,people\nBonn,300000\n'),
      }),
    );
    expect(plan.entries).toHaveLength(303);
    expect(Object.fromEntries(plan.rejected.map(({ name, reason }) => [name, reason]))).toEqual({
      's/c0/empty.png': expect.stringMatching(/^it is empty/) as string,
      's/c0/notes.txt': expect.stringMatching(/plain text/) as string,
      's/c0/film.mp4': 'it is not an image: it is a film',
      's/c0/phone.heic': expect.stringMatching(/HEIC image, which this browser can't decode; convert/) as string,
      's/c0/scan.tif': expect.stringMatching(/TIFF/) as string,
      's/../../etc/x.png': expect.stringMatching(/leads out/) as string,
      's/old.rar': expect.stringMatching(/a rar archive.*unpack it/) as string,
      's/bad.zip': expect.stringMatching(/cut short/) as string,
      's/nothing.zip': 'there is nothing in it',
      's/c0/hidden.zip/inner.zip': expect.stringMatching(/archive inside an archive/) as string,
      's/c0/hidden.zip/disguised': expect.stringMatching(/archive inside an archive/) as string,
      's/doll': expect.stringMatching(/archive inside an archive/) as string,
      's/data_batch_1': expect.stringMatching(/Python pickle/) as string,
      's/data_batch_2.bin': expect.stringMatching(/no multiple of 3073/) as string,
      's/report.docx': expect.stringMatching(/not an image/) as string,
      's/cities.csv': expect.stringMatching(/none of its columns names images/) as string,
    });
    expect(plan.notes).toContain('Images whose names do not say so were recognised by their content: really a jpeg.tif.');
  });

  it('says what to do about nothing, and about one class', async () => {
    const none = await planIngest([]);
    expect(none).toMatchObject({ entries: [], classes: [], title: 'Own images' });
    expect(none.notes[0]).toMatch(/^There are no images here\. Add/);
    const one = await planIngest(files({ 'a/1.png': png(), 'a/2.png': png(), 'a/labels.csv': text('file,label\n1.png,cat\n2.png,cat\n') }));
    expect(one.notes).toContainEqual(expect.stringMatching(/All images are of one class, “cat”/));
  });

  it('gives each image a class of its own where there are no labels', async () => {
    const plan = await planIngest(files({ 'holiday/IMG_1.png': png(), 'holiday/IMG_2.png': png(), 'holiday/IMG_2.jpg': jpeg(8, 8) }));
    expect(plan).toMatchObject({ labelSource: 'none', title: 'holiday' });
    expect(plan.classes.map(({ name }) => name)).toEqual(['IMG_1', 'IMG_2', 'IMG_2 (2)']);
    expect(plan.notes[0]).toMatch(/^Without labels each image is its own class/);
  });

  it('reads labels from a table that says more than folders, and keeps what it does not name', async () => {
    const own = { 's/a/1.png': png(), 's/b/2.png': png(), 's/b/3.png': png(), 's/b/4.png': png() };
    const plan = await planIngest(
      files({ ...own, 's/labels.csv': text('file,label,split\na/1.png,cat,train\nb/2.png,dog,test\nb/4.png,cat,test\n') }),
    );
    expect(plan).toMatchObject({ labelSource: 'table', labelSources: ['table', 'folders', 'none'] });
    expect(labelsOf(plan).map(([, path]) => path)).toEqual(['cat', 'dog', null, 'cat']);
    expect(plan.entries.map(({ split }) => split)).toEqual(['train', 'test', undefined, 'test']);
    expect(plan.rejected).toEqual([]);
    expect(plan.notes).toContainEqual(expect.stringMatching(/^1 image has no label/));
    // Each image its own label says less than folders do.
    const listed = await planIngest(files({ ...own, 's/labels.csv': text('file,label\na/1.png,x\nb/2.png,y\nb/3.png,z\nb/4.png,w\n') }));
    expect(listed).toMatchObject({ labelSource: 'folders', labelSources: ['table', 'folders', 'none'] });
    expect(listed.notes).toContain('labels.csv was not used: class folders say more. It can be chosen as the source of labels.');
  });

  it('takes labels from where it is told to', async () => {
    const own = files({ 's/a/cat_1.png': png(), 's/b/cat_2.png': png(), 's/a/dog_1.png': png(), 's/b/dog_2.png': png() });
    const by = async (labels: Parameters<typeof planIngest>[1]) => (await planIngest(own, labels)).classes.map(({ path }) => path);
    expect(await by({})).toEqual(['a', 'b']);
    expect(await by({ labels: 'names' })).toEqual(['cat', 'dog']);
    expect(await by({ labels: { pattern: '(\\d)\\.png' } })).toEqual(['1', '2']);
    expect(await by({ labels: 'none' })).toHaveLength(4);
    expect((await planIngest(own, { labels: 'table' })).notes[0]).toMatch(/no table/);
    await expect(planIngest(own, { labels: { pattern: '(' } })).rejects.toThrow(/not a regular expression/);
  });

  it('reads arrays: npz, npy with labels beside it, IDX in gzip and CIFAR', async () => {
    const pixels = (n: number) => npy('|u1', [n, 8, 8, 3], new Uint8Array(n * 192));
    const npz = await planIngest(
      files({
        'mini.npz': zip([
          { name: 'x_train.npy', data: pixels(3) },
          { name: 'y_train.npy', data: npy('|u1', [3], Uint8Array.of(0, 2, 0)) },
        ]),
      }),
    );
    expect(npz).toMatchObject({ title: 'mini', labelSource: 'arrays', classes: [{ path: '0' }, { path: '2' }] });
    expect(npz.entries[1]).toEqual({ name: 'x_train in mini.npz, image 1', source: { array: 0, row: 1 }, classIndex: 1 });
    expect(
      (
        await planIngest(
          files({
            'mini.npz': zip([
              { name: 'x.npy', data: pixels(2) },
              { name: 'y.npy', data: npy('|u1', [2], Uint8Array.of(1, 1)) },
            ]),
          }),
          { labels: 'none' },
        )
      ).classes,
    ).toHaveLength(2);
    const beside = await planIngest(
      files({ 'a/x.npy': pixels(2), 'a/y.npy': npy('<i4', [2], Int32Array.of(5, 4)), 'a/z.npy': npy('<f4', [9], new Float32Array(9)) }),
    );
    expect(beside.classes.map(({ path }) => path)).toEqual(['4', '5']);
    expect(beside.rejected).toEqual([{ name: 'a/z.npy', reason: expect.stringMatching(/array \[9\], neither images/) as string }]);
    const folders = await planIngest(
      files({ 's/cat/1.npy': npy('|u1', [8, 8, 3], new Uint8Array(192)), 's/dog/1.npy': npy('|u1', [8, 8, 3], new Uint8Array(192)) }),
    );
    expect(folders.classes.map(({ path }) => path)).toEqual(['cat', 'dog']);
    const mnist = await planIngest(
      files({
        'train-images-idx3-ubyte.gz': gzipSync(idx([2, 4, 4], new Uint8Array(32))),
        'train-labels-idx1-ubyte.gz': gzipSync(idx([2], Uint8Array.of(7, 3))),
        't10k-images.idx3-ubyte': idx([1, 4, 4], new Uint8Array(16)),
        't10k-labels.idx1-ubyte': idx([1], Uint8Array.of(7)),
      }),
    );
    expect(mnist.rejected).toEqual([]);
    expect(mnist.entries.map(({ split }) => split).sort()).toEqual(['test', 'train', 'train']);
    const hundred = await planIngest(
      files({
        'cifar-100-binary.tar.gz': gzipSync(
          tar([
            {
              name: 'c/train.bin',
              data: cifar([
                [1, 0],
                [0, 1],
              ]),
            },
            { name: 'c/fine_label_names.txt', data: text('apple\nbear\n') },
            { name: 'c/coarse_label_names.txt', data: text('mammals\nfruit\n') },
          ]),
        ),
      }),
    );
    expect(hundred.classes.map(({ path }) => path)).toEqual(['fruit/apple', 'mammals/bear']);
    expect(hundred.rejected).toEqual([]);
  });

  it('names the array that has the wrong shape', async () => {
    const plan = await planIngest(
      files({ 'odd.npz': zip([{ name: 'images.npy', data: npy('|u1', [2, 5, 5, 9], new Uint8Array(450)) }]), 'c/1.png': png() }),
    );
    expect(plan.entries).toHaveLength(1);
    expect(plan.rejected).toEqual([
      { name: 'odd.npz', reason: expect.stringMatching(/array images: its shape \[2, 5, 5, 9\].*images are read as/) as string },
    ]);
  });

  it('takes a folder that came twice once', async () => {
    const cats = () => ({ name: 'cat', files: files({ 'cat/1.png': png(4, 4), 'cat/2.png': png(5, 5) }) });
    const plan = await planIngest(separateRoots([cats(), cats(), { name: 'dog', files: files({ 'dog/1.png': png() }) }]));
    expect(plan.classes.map(({ path }) => path)).toEqual(['cat', 'dog']);
    expect(plan.entries).toHaveLength(3);
    expect(plan.notes).toContain('“cat” came twice with the same files: it is taken once.');
    // As many bytes under the same names, and other pictures.
    const other = { name: 'cat', files: files({ 'cat/1.png': png(4, 4, { colour: [1, 2, 3] }), 'cat/2.png': png(5, 5) }) };
    expect((await planIngest(separateRoots([cats(), other]))).entries).toHaveLength(4);
  });

  it('keeps folders of one name from two places apart', async () => {
    const roots = separateRoots([
      { name: 'cat', files: files({ 'cat/1.png': png(), 'cat/2.png': png() }) },
      { name: 'cat', files: files({ 'cat/1.png': png() }) },
      { name: '1.png', files: files({ '1.png': png() }) },
    ]);
    const plan = await planIngest(roots);
    expect(plan.classes.map(({ path }) => path)).toEqual(['cat', 'cat (2)']);
    expect(plan.entries).toHaveLength(4);
  });

  it('plans in time that grows with the files, with progress', async () => {
    const blob = new Blob([png()]);
    const plan = async (count: number) => {
      const many = Array.from({ length: count }, (_, i) => fromBlob(blob, `sop/group ${i % 12}/product ${i % (count / 6)}/${i}.jpg`));
      const seen: number[] = [];
      const start = process.cpuUsage();
      const made = await planIngest(many, { onProgress: ({ done }) => seen.push(done) });
      const { user, system } = process.cpuUsage(start);
      return { made, seen, work: user + system };
    };
    await plan(6000);
    const [few, many] = [await plan(12_000), await plan(60_000)];
    expect(many.made.entries).toHaveLength(60_000);
    expect(many.made.classes).toHaveLength(30_000);
    expect(many.seen.length).toBeGreaterThan(0);
    expect(many.work / few.work).toBeLessThan(15);
  });

  it('can be cancelled before and while it works', async () => {
    await expect(planIngest([], { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' });
    const controller = new AbortController();
    const many = Array.from({ length: 20_000 }, (_, i) => fromBlob(new Blob(['x']), `${i}.png`));
    await expect(planIngest(many, { signal: controller.signal, onProgress: () => controller.abort() })).rejects.toMatchObject({
      name: 'AbortError',
    });
  });
});
