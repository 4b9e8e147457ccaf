import { describe, expect, it } from 'vitest';
import { startedLab, until, withLocalTraining } from '../../state/testing/local';
import { createLabHistory } from './labHistory';

describe('lab.snapshots and lab.showStep', () => {
  withLocalTraining();

  it('name the steps kept, and show one of them until told otherwise', async () => {
    const { lab: store, state } = await startedLab({ config: { evaluation: { every: 2 } } });
    const lab = createLabHistory(store);
    expect(lab.snapshots('fused')).toEqual([]);
    expect(lab.showStep(5)).toBeUndefined();
    await state().step(4);
    await until(() => state().runs.every(({ latest }) => latest?.step === 4));
    expect(lab.snapshots('fused')).toEqual([0, 2, 4]);
    expect(lab.showStep(2.4)).toBe(2);
    expect(state().runs.map(({ snapshot }) => snapshot?.step)).toEqual([2, 2, 2]);
    expect(lab.showStep()).toBeUndefined();
    expect(state().runs.map(({ snapshot }) => snapshot?.step)).toEqual([4, 4, 4]);
    expect(() => lab.snapshots('nothing')).toThrow(/spherical, hyperbolic, fused/);
    expect(() => lab.showStep(NaN)).toThrow(RangeError);
  });
});
