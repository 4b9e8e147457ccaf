import { describe, expect, it } from 'vitest';
import { defaultConfig } from '../../../core/configuration/presets';
import { sampleSnapshot } from '../../testing/samples';
import type { EvaluationImages, LabState } from '../../lab.types';
import { guestIndex } from '../guest/guest';
import { withEvaluated, withImagesOf } from './shownImages';

const run = defaultConfig.runs[0]!;
/** Six images of three classes. */
const all: EvaluationImages = { rows: Int32Array.of(10, 11, 12, 13, 14, 15), labels: Int32Array.of(0, 0, 1, 1, 2, 2) };
const whole = [{ snapshot: sampleSnapshot(defaultConfig, run, 5) }];
/** Of the images at 1, 2 and 5; a new object each time, as it comes from the worker. */
const some = () => [
  { snapshot: { ...sampleSnapshot(defaultConfig, run, 3, { n: 3, d: 4 }), subset: { places: Int32Array.of(1, 2, 5), of: 6 } } },
];
type Shown = Pick<LabState, 'evaluation' | 'evaluated' | 'anchor' | 'selected' | 'chosenRows'>;
const showing = (change: Partial<Shown> = {}): Shown => ({ evaluated: all, evaluation: all, anchor: 0, ...change });
const then = (before: Shown, change: Partial<LabState>): Shown => ({ ...before, ...change });

describe('the images on show', () => {
  it('are those that the snapshots are of, the same object each time', () => {
    const before = showing();
    const now = then(before, withImagesOf(before, some()));
    expect([...now.evaluation!.rows]).toEqual([11, 12, 15]);
    expect([...now.evaluation!.labels]).toEqual([0, 1, 2]);
    expect(now.evaluated).toBe(all);
    expect(withImagesOf(now, some())).toEqual({});
    const back = then(now, withImagesOf(now, whole));
    expect(back.evaluation).toBe(all);
    expect(then(back, withImagesOf(back, some())).evaluation).toBe(now.evaluation);
  });

  it('keep the anchor and the selection with their images', () => {
    const before = showing({ anchor: 2, selected: new Set([1, 2]) });
    const now = then(before, withImagesOf(before, some()));
    expect([now.anchor, [...now.selected!]]).toEqual([1, [0, 1]]);
    expect(now.chosenRows).toBeUndefined();
    const back = then(now, withImagesOf(now, whole));
    expect([back.anchor, [...back.selected!]]).toEqual([2, [1, 2]]);
  });

  it('have another image of its class stand in for an anchor that is not among them, and bring it back', () => {
    const before = showing({ anchor: 4, selected: new Set([0, 1, 3]) });
    const now = then(before, withImagesOf(before, some()));
    expect(now.anchor, 'the other image of class 2').toBe(2);
    expect([...now.selected!]).toEqual([0]);
    expect(now.chosenRows).toEqual({ anchor: 14, selected: [10, 11, 13] });
    const back = then(now, withImagesOf(now, whole));
    expect([back.anchor, [...back.selected!], back.chosenRows]).toEqual([4, [0, 1, 3], undefined]);
    // What is chosen meanwhile counts.
    const chosen = then(now, { anchor: 0, chosenRows: { ...now.chosenRows!, anchor: 11 } });
    expect(then(chosen, withImagesOf(chosen, whole)).anchor).toBe(1);
  });

  it('leave a guest behind them the anchor, and let the selection come back', () => {
    const guest = { number: 1 } as LabState['guest'];
    const before = { ...showing({ anchor: 6, selected: new Set([0, 3]) }), guest };
    const now = { ...then(before, withImagesOf(before, some())), guest };
    expect(now.anchor).toBe(guestIndex(now.evaluation!));
    const back = then(now, withImagesOf(now, whole));
    expect([back.anchor, [...back.selected!]]).toEqual([6, [0, 3]]);
    // Once it is let go, the place behind the images is nobody's.
    const gone = { ...now, guest: undefined, anchor: 0 };
    expect(then(gone, withImagesOf(gone, whole)).anchor).toBe(0);
  });

  it('are all of them where the same are evaluated anew, and nothing stays chosen where others are', () => {
    const subset = then(showing({ anchor: 4 }), withImagesOf(showing({ anchor: 4 }), some()));
    const same = then(subset, withEvaluated(subset, { rows: all.rows.slice(), labels: all.labels }));
    expect([same.evaluation, same.anchor]).toEqual([all, 4]);
    const others = { rows: Int32Array.of(1, 2), labels: Int32Array.of(0, 0) };
    expect(then(subset, withEvaluated(subset, others, 1))).toMatchObject({ evaluation: others, evaluated: others, anchor: 1 });
    expect(then(subset, withEvaluated(subset, others, 1)).chosenRows).toBeUndefined();
  });
});
