/** In a browser, because Node has no IndexedDB. */
import { describe, expect, it } from 'vitest';
import { trialMemory } from './trialMemory';

const trial = (milliseconds: number) => [{ variant: 'registers' as const, milliseconds }];

describe('memory of kernel trials', () => {
  it('keeps a result under its key, and the newer one in place of the older', async () => {
    await trialMemory.keep('adapter|default', trial(3));
    await trialMemory.keep('adapter|small', trial(5));
    await trialMemory.keep('adapter|default', trial(4));
    expect(await trialMemory.recall('adapter|default')).toEqual(trial(4));
    expect(await trialMemory.recall('adapter|small')).toEqual(trial(5));
    expect(await trialMemory.recall('adapter|base')).toBeUndefined();
  });

  it('forgets all when there are too many, but the newest', async () => {
    for (let i = 0; i < 40; i++) await trialMemory.keep(`browser ${i}`, trial(i + 1));
    expect(await trialMemory.recall('browser 0')).toBeUndefined();
    expect(await trialMemory.recall('browser 39')).toEqual(trial(40));
  });
});
