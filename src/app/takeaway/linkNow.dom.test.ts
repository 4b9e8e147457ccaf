import { describe, expect, it } from 'vitest';
import { defaultConfig } from '../../core/configuration/presets';
import { keptOf } from '../../core/record/summary';
import { fromHash } from '../../state/configUrl';
import { createStores } from '../../state/stores';
import { sampleRecord } from '../../state/testing/samples';
import { sweepOf } from '../../state/sweepUrl';
import { linkNow } from './linkNow';

describe('the link to what is looked at', () => {
  it('holds the form of a sweep, and before it the sweep that was chosen', () => {
    const stores = createStores();
    const form = { grid: { 'head.c': [0.1, 1] }, budget: { steps: 50 }, metric: 'recall@1' as const };
    stores.linked.setState({ form });
    expect(fromHash(new URL(linkNow(stores).link).hash).sweep).toBeUndefined();
    stores.place.getState().go('sweep');
    const read = (link: string) => {
      const { config, place, sweep = [] } = fromHash(new URL(link).hash);
      return { config, place, request: sweepOf(sweep, config).request };
    };
    expect(read(linkNow(stores).link)).toMatchObject({ place: 'sweep', request: form });
    const base = { ...defaultConfig, head: { ...defaultConfig.head, lambda: 2 } };
    stores.linked.setState({ sweep: { ...form, grid: { seed: [3, 4] }, base, title: 'Seeds' } });
    expect(read(linkNow(stores).link)).toMatchObject({
      config: { head: { lambda: 2 } },
      request: { grid: { seed: [3, 4] }, title: 'Seeds' },
    });
    expect(linkNow(stores).holds).toContain('sweep');
  });

  it('holds the configuration of the run chosen, with the images that it needs', () => {
    const stores = createStores();
    const config = { ...defaultConfig, imageSet: 'own-birds-1', head: { ...defaultConfig.head, c: 0.7 } };
    const record = sampleRecord({ n: 4, d: 4 }, config);
    stores.runs.setState({ records: [keptOf({ ...record, title: 'Birds' }, { state: 'complete' })] });
    stores.place.getState().go('runs');
    stores.linked.setState({ record: record.id });
    const { link, holds, images } = linkNow(stores);
    expect(fromHash(new URL(link).hash)).toMatchObject({ place: 'train', config: { head: { c: 0.7 } }, images: { name: 'Emoji' } });
    expect(holds).toContain('Birds');
    expect(images).toMatchObject({ images: record.imageSet.images });
    stores.linked.setState({ record: undefined });
    expect(fromHash(new URL(linkNow(stores).link).hash).config).toEqual(stores.lab.getState().config);
  });
});
