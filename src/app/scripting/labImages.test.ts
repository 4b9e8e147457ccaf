import { describe, expect, it } from 'vitest';
import type { ImageSetReport } from '../../engine/ingest';
import { createIngestStore, type SessionPort } from '../../state/library/ingest';
import { MemoryImages, startedLab, withLocalTraining } from '../../state/testing/local';
import { createLabImages } from './labImages';

const REJECTED = [{ name: 'pets/broken.jpg', reason: 'it is empty (0 bytes)' }];

async function open(ingest: () => Promise<ImageSetReport>) {
  const images = new MemoryImages({ emoji: 5 });
  const { lab } = await startedLab({ images });
  const session = {
    preview: async () => ({ title: 'pets', rejected: REJECTED, images: 1 }),
    ingest,
    close: () => undefined,
  } as unknown as SessionPort;
  const store = createIngestStore(lab, { collect: async () => [], session: async () => session });
  return { images, lab, api: createLabImages(lab, store) };
}

describe('lab.images', () => {
  withLocalTraining();

  it('adds, lists, uses and removes sets', async () => {
    const report = { set: 'own-pets', classes: 6, images: 12, rejected: REJECTED } as unknown as ImageSetReport;
    const { images, lab, api } = await open(async () => {
      images.classes['own-pets'] = 6;
      return report;
    });
    expect(await api.add([new File(['x'], 'cat.jpg')])).toMatchObject({ set: 'own-pets', classes: 6, images: 12, rejected: REJECTED });
    expect((await api.list()).map(({ id }) => id)).toEqual(['emoji', 'own-pets']);
    expect(lab.getState().config.imageSet, 'adding does not change the experiment').toBe('emoji');
    await lab.getState().step(1);
    await api.use('own-pets');
    expect(lab.getState()).toMatchObject({ config: { imageSet: 'own-pets' }, pending: [], trained: false });
    expect((await api.get('own-pets')).classes).toHaveLength(6);
    await expect(api.get('own-gone')).rejects.toThrow(/no image set “own-gone”/);
    await expect(api.use('own-gone')).rejects.toThrow(/no image set “own-gone”; there are emoji, own-pets/);
    await expect(api.remove('emoji')).rejects.toThrow(/comes with the page/);
  });

  it('reports files of which none could be read, and fails where it is not the files’ fault', async () => {
    const nothing = await open(() => Promise.reject(Object.assign(new Error('None of 1 image could be read.'), { rejected: REJECTED })));
    expect(await nothing.api.add([])).toEqual({
      ...{ set: null, classes: 0, images: 0, rejected: REJECTED, complete: true },
      notes: ['None of 1 image could be read.'],
    });
    const full = await open(() => Promise.reject(new Error('The browser’s storage is full')));
    await expect(full.api.add([])).rejects.toThrow('storage is full');
  });
});
