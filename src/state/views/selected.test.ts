import { describe, expect, it } from 'vitest';
import { startedLab } from '../testing/local';

async function open() {
  const { state } = await startedLab();
  return state;
}

describe('images selected together', () => {
  it('are those that there are, each once, in place of those before', async () => {
    const state = await open();
    expect(state().selected).toBeUndefined();
    state().select([2, 0, 2, 4, -1, 0.5]);
    expect([...state().selected!].sort()).toEqual([0, 2]);
    state().select(new Set([3]));
    expect([...state().selected!]).toEqual([3]);
  });

  it('are none after an empty selection', async () => {
    const state = await open();
    for (const nothing of [[], [9], undefined]) {
      state().select([1]);
      state().select(nothing);
      expect(state().selected).toBeUndefined();
    }
  });

  it('stay with the anchor that is chosen, and go with the images', async () => {
    const state = await open();
    state().select([1, 2]);
    state().selectAnchor(3);
    expect(state().selected?.size).toBe(2);
    await state().chooseImageSet('few');
    expect(state().selected).toBeUndefined();
  });
});
