import { describe, expect, it } from 'vitest';
import { defaultConfig } from '../core/configuration/presets';
import { createLabStore } from '../state/labStore';
import { FakeTraining, fakePorts } from '../state/testing/fakes';
import { sampleSnapshot } from '../state/testing/samples';
import { createLabHistory } from './labHistory';

const config = { ...defaultConfig, batch: { classes: 3, samplesPerClass: 2 } };

describe('lab.snapshots and lab.showStep', () => {
  it('name the steps kept, and show one of them until told otherwise', async () => {
    const training = new FakeTraining();
    const store = createLabStore(fakePorts(training), { config });
    await store.conductor.start();
    const lab = createLabHistory(store);
    expect(lab.snapshots('fused')).toEqual([]);
    expect(lab.showStep(5)).toBeUndefined();
    await store.getState().step(1);
    for (const step of [0, 5, 10]) for (const run of config.runs) training.events.emit('snapshot', sampleSnapshot(config, run, step));
    expect(lab.snapshots('fused')).toEqual([0, 5, 10]);
    expect(lab.showStep(6)).toBe(5);
    expect(store.getState().runs.map(({ snapshot }) => snapshot?.step)).toEqual([5, 5, 5]);
    expect(lab.showStep()).toBeUndefined();
    expect(store.getState().runs.map(({ snapshot }) => snapshot?.step)).toEqual([10, 10, 10]);
    expect(() => lab.snapshots('nothing')).toThrow(/spherical, hyperbolic, fused/);
    expect(() => lab.showStep(NaN)).toThrow(RangeError);
  });
});
