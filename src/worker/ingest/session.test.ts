import { describe, expect, it } from 'vitest';
import { ImageSetError } from '../../core/errors';
import { Session } from './session';

async function open(paths: string[]): Promise<Session> {
  const session = new Session();
  session.add(paths.map((path) => ({ path, file: new File(['x'], path.slice(path.lastIndexOf('/') + 1)) })));
  await session.plan();
  return session;
}

const PETS = ['pets/cats/1.jpg', 'pets/cats/2.jpg', 'pets/cats/3.jpg', 'pets/dogs/1.jpg', 'pets/dogs/2.jpg', 'pets/emus/1.jpg'];

describe('Session', () => {
  it('shows classes, counts, samples, and what the labels may come from', async () => {
    const session = await open(PETS);
    expect(await session.preview({ samples: 2 })).toMatchObject({
      title: 'pets',
      classes: [
        { path: 'cats', name: 'cats', count: 3, samples: [0, 1] },
        { path: 'dogs', count: 2, samples: [3, 4] },
        { path: 'emus', count: 1, samples: [5] },
      ],
      images: 6,
      unlabelled: 0,
      singletons: 1,
      edits: 0,
      labelSource: 'folders',
      labelSources: ['folders', 'none'],
      split: { preferred: 'images', possible: ['classes', 'images'] },
    });
  });

  it('keeps the ids of entries through edits, and takes edits back', async () => {
    const session = await open(PETS);
    await session.edit({ type: 'exclude', paths: ['cats'] });
    expect([...(await session.entriesOf('dogs'))]).toEqual([3, 4]);
    await session.edit({ type: 'rename', path: 'dogs', name: 'hounds' });
    await session.edit({ type: 'assign', entries: [5], path: 'birds/emus' });
    await session.edit({ type: 'assign', entries: [4], path: null });
    expect(await session.preview({})).toMatchObject({
      classes: [
        { path: 'hounds', samples: [3] },
        { path: 'birds/emus', samples: [5] },
      ],
      unlabelled: 1,
      unlabelledSamples: [4],
      edits: 4,
    });
    expect([...(await session.entriesOf(null))]).toEqual([4]);
    expect(session.entry(5).name).toBe('pets/emus/1.jpg');
    for (let i = 0; i < 6; i++) await session.edit({ type: 'undo' });
    expect((await session.preview({})).classes.map(({ count }) => count)).toEqual([3, 2, 1]);
    await session.edit({ type: 'merge', paths: ['cats', 'emus'], into: 'others' });
    await session.edit({ type: 'regroup', paths: ['others'], group: 'animals' });
    await session.edit({ type: 'excludeEntries', entries: [0] });
    const preview = await session.preview({});
    expect(preview.classes.map(({ path, count }) => [path, count])).toEqual([
      ['animals/others', 3],
      ['dogs', 2],
    ]);
    expect(preview.rejected).toEqual([{ name: 'pets/cats/1.jpg', reason: 'it was left out by you' }]);
  });

  it('refuses what makes no sense and stays as it was', async () => {
    const session = await open(PETS);
    await expect(session.edit({ type: 'rename', path: 'cows', name: 'x' })).rejects.toThrow(/There is no class “cows”/);
    await expect(session.edit({ type: 'rename', path: 'cats', name: ' ' })).rejects.toThrow(ImageSetError);
    await expect(session.setLabels({ source: 'names', pattern: '(' })).rejects.toThrow(/not a regular expression/);
    await expect(session.entriesOf('cows')).rejects.toThrow(ImageSetError);
    expect(() => session.entry(99)).toThrow(/no image 99; there are 6/);
    expect(await session.preview({})).toMatchObject({ edits: 0, images: 6 });
  });

  it('takes labels from elsewhere and back', async () => {
    const session = await open(PETS);
    await session.setLabels({ source: 'none' });
    expect((await session.preview({})).classes).toHaveLength(6);
    await session.setLabels({ source: 'names', pattern: '/(\\d)\\.jpg$' });
    expect((await session.preview({})).classes.map(({ path, count }) => [path, count])).toEqual([
      ['1', 3],
      ['2', 2],
      ['3', 1],
    ]);
    await session.setLabels({ source: 'auto' });
    expect((await session.preview({})).classes.map(({ path }) => path)).toEqual(['cats', 'dogs', 'emus']);
  });

  describe('asks about the split', () => {
    const PARTS = ['train', 'val', 'valid'].flatMap((part) => ['cat', 'dog'].map((name) => `d/${part}/${name}/${name}.jpg`));
    const splits = async (session: Session) => (await session.plan()).entries.map(({ split }) => split);

    it('and takes the answer with what else was chosen', async () => {
      const session = await open(PARTS);
      expect((await session.preview({})).question?.about).toBe('split');
      // Another source of labels is no answer to it.
      await session.setLabels({ source: 'folders' });
      expect((await session.preview({})).question?.about).toBe('split');
      await session.setLabels({ source: 'auto', options: { split: { valid: 'test' } } });
      expect((await session.preview({})).question).toBeUndefined();
      const parts = ['train', 'train', 'validation', 'validation', 'test', 'test'];
      expect(await splits(session)).toEqual(parts);
      await session.setLabels({ source: 'folders' });
      expect(await splits(session)).toEqual(parts);
    });

    it('not where it is known how to split, and does not read anew for that', async () => {
      const session = new Session();
      session.add(PARTS.map((path) => ({ path, file: new File(['x'], 'x.jpg') })));
      const plan = await session.plan({}, { split: 'classes' });
      expect(plan.question).toBeUndefined();
      expect(await session.plan({}, { split: 'images' })).toBe(plan);
    });
  });
});
