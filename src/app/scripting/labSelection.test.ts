import { expect, it } from 'vitest';
import { startedLab } from '../../state/testing/local';
import { createLabSelection } from './labSelection';

it('reads and sets the images selected together', async () => {
  const { lab: store } = await startedLab();
  const { selected } = createLabSelection(store);
  expect(selected()).toEqual([]);
  expect(selected([3, 0, 99])).toEqual([0, 3]);
  expect([...store.getState().selected!]).toEqual([3, 0]);
  expect(selected([])).toEqual([]);
  expect(store.getState().selected).toBeUndefined();
});
