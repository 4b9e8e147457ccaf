import { describe, expect, it } from 'vitest';
import { gatherRows } from '../../../core/data/pixelSource';
import { syntheticStore } from '../../../engine/testing/localTraining';
import { localLab, withLocalTraining } from '../../testing/local';
import { createAsk, hasModel } from './ask';
import { guestFeatures, guestIndex, guestIsAnchor, GUEST_ROW, imageRow, viewAround } from './guest';
import { anchorView, rankingsOf } from '../selection';

const image = {} as CanvasImageSource;
/** The pixels that `MemoryImages` has under a row of its first set. */
const pixelsOf = (row: number) => {
  const { pixels, info } = syntheticStore({ train: 3, validation: 0, test: 2, imagesPerClass: 2 });
  return { pixels: gatherRows(pixels, info.size, Int32Array.of(row)), size: info.size };
};

describe('a picture from outside the set', () => {
  withLocalTraining();

  async function trained() {
    const { lab, state } = localLab();
    await lab.conductor.start();
    await state().step(1);
    await state().evaluate();
    return { lab, state };
  }

  it('is embedded by every run as an image of the same pixels is, and becomes the anchor, with its neighbours', async () => {
    const { state } = await trained();
    const { evaluation, runs } = state();
    const rows = [...evaluation!.rows];
    await expect(state().ask({ name: 'mine', image, size: 8, pixels: new Uint8Array(7) })).rejects.toThrow(
      /8×8 pixels has 192 bytes, not 7/,
    );
    expect(state().guest).toBeUndefined();
    await state().ask({ name: 'mine.png', image, ...pixelsOf(rows[1]!) });
    expect(guestIsAnchor(state())).toBe(true);
    expect(state().anchor).toBe(guestIndex(evaluation!));
    for (const { latest } of state().runs) {
      const features = guestFeatures(state().guest!, latest!)!;
      const { d } = latest!;
      expect(features).toHaveLength(d);
      features.forEach((value, i) => expect(value).toBeCloseTo(latest!.features[d + i]!, 5));
    }
    for (const ranking of rankingsOf(state().runs)) {
      const own = anchorView(ranking, evaluation!.labels, 1)!;
      const guest = viewAround(state(), ranking, state().anchor)!;
      expect(guest.positives[0], 'the image that it is').toBe(1);
      expect([...guest.negatives]).toEqual([...own.negatives]);
      guest.distances.forEach((distance, i) => expect(distance).toBeCloseTo(own.distances[i]!, 4));
      expect(guest.weights).toHaveLength(own.negatives.length);
    }
    // It has joined nothing: neither the images, nor what was measured.
    expect([...state().evaluation!.rows]).toEqual(rows);
    expect(state().runs.map(({ latest }) => latest)).toEqual(runs.map(({ latest }) => latest));
    expect(imageRow(state(), state().anchor)).toBe(GUEST_ROW);
    expect(imageRow(state(), 1)).toBe(rows[1]);
  });

  it('is brought by the evaluations to come, and let go without a trace or with the models that embedded it', async () => {
    const { state } = await trained();
    const mine = { name: 'mine.png', image, ...pixelsOf(state().evaluation!.rows[0]!) };
    await state().ask(mine);
    state().dismissGuest();
    expect(state()).toMatchObject({ guest: undefined, anchor: 0 });
    await state().step(1);
    await state().evaluate();
    expect(state().runs.every(({ latest }) => latest!.guest === undefined)).toBe(true);
    await state().ask(mine);
    await state().step(1);
    await state().evaluate();
    for (const { latest } of state().runs) {
      expect(latest!.step).toBe(3);
      const features = guestFeatures(state().guest!, latest!)!;
      features.forEach((value, i) => expect(value).toBeCloseTo(latest!.features[i]!, 5));
    }
    expect(guestIsAnchor(state())).toBe(true);
    await state().reset();
    await state().evaluate();
    expect(state().guest).toBeUndefined();
    expect(state().anchor).toBe(0);
    expect(state().notices.map(({ text }) => text)).toContainEqual(expect.stringMatching(/models that are gone/));
  });

  it('waits where there is no model, and is asked about once there is one', async () => {
    const { lab, state } = localLab();
    await lab.conductor.start();
    const ask = createAsk(lab, () =>
      Promise.resolve((_file: Blob, size: number) =>
        Promise.resolve({ pixels: Uint8Array.from(pixelsOf(8).pixels), size, image: image as ImageBitmap }),
      ),
    );
    expect(hasModel(state())).toBe(false);
    await ask.getState().bring(new Blob());
    expect(ask.getState().picture).toMatchObject({ name: 'your picture' });
    await expect(ask.getState().ask()).rejects.toThrow(/no model on this page yet.*Train first/);
    expect(ask.getState().problem).toMatch(/Train first/);
    expect(state().guest).toBeUndefined();
    await ask.getState().ask(true);
    expect(guestIsAnchor(state())).toBe(true);
    expect(ask.getState()).toMatchObject({ open: false, picture: undefined });
    await state().pause();
  });
});
