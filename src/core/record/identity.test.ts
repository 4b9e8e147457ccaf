import { expect, it } from 'vitest';
import type { ImageSetInfo } from '../data/imageSet';
import { decodeRecord } from './decode';
import { encodeRecord } from './encode';
import { identityOf } from './identity';
import { randomRecord } from './testing/randomRecord';

const info: ImageSetInfo = {
  id: 'own-cats-0000001',
  title: 'Cats',
  classes: [
    { path: 'cat', name: 'cat' },
    { path: 'wild/lynx', name: 'lynx' },
  ],
  count: 7,
  size: 32,
  splitRule: 'by image, seed 1',
  disjointClasses: false,
  contentHash: 'sha-256-pixels:00ff',
};

it('a record says of which images it is, also when it is read again', async () => {
  const imageSet = identityOf(info);
  expect(imageSet).toEqual({ id: 'own-cats-0000001', name: 'Cats', images: 7, classes: 2, contentHash: 'sha-256-pixels:00ff' });
  const again = await decodeRecord(await encodeRecord({ ...randomRecord(1), imageSet }), 'again.zip');
  expect(again.imageSet).toEqual(imageSet);
});

it('a set whose content is unknown stays so', async () => {
  const { contentHash, ...unknown } = info;
  expect(contentHash).toBeDefined();
  const imageSet = identityOf(unknown);
  expect('contentHash' in imageSet).toBe(false);
  const again = await decodeRecord(await encodeRecord({ ...randomRecord(1), imageSet }), 'again.zip');
  expect(again.imageSet.contentHash).toBeUndefined();
});
