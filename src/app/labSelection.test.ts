import { expect, it } from 'vitest';
import { defaultConfig } from '../core/configuration/presets';
import { createLabStore } from '../state/labStore';
import { fakePorts } from '../state/testing/fakes';
import { createLabSelection } from './labSelection';

it('reads and sets the images selected together', async () => {
  const store = createLabStore(fakePorts(), { config: { ...defaultConfig, batch: { classes: 2, samplesPerClass: 2 } } });
  await store.conductor.start();
  const { selected } = createLabSelection(store);
  expect(selected()).toEqual([]);
  expect(selected([3, 0, 99])).toEqual([0, 3]);
  expect([...store.getState().selected!]).toEqual([3, 0]);
  expect(selected([])).toEqual([]);
  expect(store.getState().selected).toBeUndefined();
});
