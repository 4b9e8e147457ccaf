import { describe as suite, expect, it } from 'vitest';
import { ImageSetError } from '../errors';
import { describe, parseIndex, parseManifest, type Manifest } from './manifest';

const manifest: Manifest = {
  version: 1,
  id: 'two-cats',
  title: 'Two cats',
  detail: '3 images',
  tile: 8,
  ground: '#ffffff',
  split: { rule: 'disjoint classes, seed 1', disjointClasses: true, seed: 1 },
  classes: [
    { path: 'animals/cat', name: 'cat', split: 'train' },
    { path: 'animals/cat-face', name: 'cat face', split: 'test' },
  ],
  sheets: [sheet('a.webp', [0, 1]), sheet('b.webp', [1])],
};

function sheet(file: string, images: number[]): Manifest['sheets'][number] {
  const url = 'https://example.org/';
  return { file, artist: 'A', work: 'W', link: url, licence: { name: 'MIT', url }, columns: 2, images };
}

const broken = (change: (copy: Manifest) => unknown) => {
  const copy = structuredClone(manifest);
  change(copy);
  return () => parseManifest(copy, 'two-cats/manifest.json');
};

suite('parseManifest', () => {
  it('takes a good manifest and gives labels and split in row order', () => {
    const { info, labels, split } = describe(parseManifest(structuredClone(manifest), 'm'));
    expect(info).toEqual({
      id: 'two-cats',
      title: 'Two cats',
      classes: [
        { path: 'animals/cat', name: 'cat' },
        { path: 'animals/cat-face', name: 'cat face' },
      ],
      count: 3,
      size: 8,
      splitRule: 'disjoint classes, seed 1',
      disjointClasses: true,
    });
    expect([...labels]).toEqual([0, 1, 1]);
    expect([...split]).toEqual([0, 2, 2]);
  });

  it.each<[string, (copy: Manifest) => unknown, RegExp]>([
    ['another version', (m) => Object.assign(m, { version: 2 }), /version must be 1/],
    ['a missing field', (m) => Reflect.deleteProperty(m, 'tile'), /tile /],
    ['a class without a path', (m) => (m.classes[1]!.path = 'animals//cat'), /classes\[1\]\.path must be parts joined by single slashes/],
    ['a path twice', (m) => (m.classes[1]!.path = 'animals/cat'), /classes\[1\]\.path "animals\/cat" is there twice/],
    ['an unknown split', (m) => Object.assign(m.classes[0]!, { split: 'exam' }), /classes\[0\]\.split/],
    ['a class index out of range', (m) => m.sheets[1]!.images.push(7), /tile 1 of b\.webp has class 7, but there are 2 classes/],
    ['a class without images', (m) => (m.sheets[0]!.images = [1]), /classes\[0\] "animals\/cat" has no image/],
    ['a file elsewhere', (m) => (m.sheets[0]!.file = '../secret.webp'), /sheets\[0\]\.file must be a file name/],
    ['a file on another server', (m) => (m.sheets[0]!.file = 'https://example.org/a.webp'), /sheets\[0\]\.file must be a file name/],
    ['a link that is a script', (m) => (m.sheets[0]!.link = 'javascript:alert(1)'), /sheets\[0\]\.link/],
  ])('refuses %s, by name', (_, change, message) => {
    expect(broken(change)).toThrow(ImageSetError);
    expect(broken(change)).toThrow(message);
    expect(broken(change)).toThrow(/^two-cats\/manifest\.json does not describe an image set: /);
  });

  it('counts what it does not list', () => {
    expect(broken((m) => (m.sheets[0]!.images = Array<number>(30).fill(9)))).toThrow(/and 26 more/);
    expect(() => parseManifest('<!doctype html>', 'm')).toThrow(/m does not describe an image set: it /);
  });
});

suite('parseIndex', () => {
  it('takes a list of sets, and refuses a manifest outside the folder', () => {
    const entry = { id: 'a', title: 'A', detail: 'a', manifest: 'a/manifest.json' };
    expect(parseIndex({ version: 1, sets: [entry] }, 'index.json').sets).toEqual([entry]);
    expect(() => parseIndex({ version: 1, sets: [{ ...entry, manifest: '/etc/manifest.json' }] }, 'index.json')).toThrow(
      /sets\[0\]\.manifest must be/,
    );
  });
});
