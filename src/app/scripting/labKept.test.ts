import { describe, expect, it } from 'vitest';
import { isNewer } from '../../core/record/kept';
import { createRunsStore } from '../../state/library/runs';
import { localLab } from '../../state/testing/local';
import { MemoryRecords } from '../../state/testing/memoryRecords';
import { sampleRecord } from '../../state/testing/samples';
import { createLabKept } from './labKept';

async function kept(...ids: string[]) {
  const records = new MemoryRecords();
  for (const id of ids) await records.keep({ ...sampleRecord({ n: 4, d: 4 }), id }, { state: 'under way' });
  return createLabKept({ records, runs: createRunsStore(records, localLab().lab) });
}

describe('lab.runs', () => {
  it('lists, gives and tags what is kept, and removes it', async () => {
    const { runs } = await kept('a', 'b');
    expect((await runs.list()).map(({ id }) => id).sort()).toEqual(['a', 'b']);
    expect(await runs.get('a')).toMatchObject({ id: 'a', step: 300 });
    await runs.tag('a', ['low τ']);
    const tagged = (await runs.list()).find(({ id }) => id === 'a')!;
    expect(!isNewer(tagged) && tagged.tags).toEqual(['low τ']);
    await runs.remove('a');
    expect((await runs.list()).map(({ id }) => id)).toEqual(['b']);
  });

  it('says what is wrong with what it is given', async () => {
    const lab = await kept('a');
    for (const ask of [lab.runs.get, lab.runs.open, lab.runs.remove]) await expect(ask('b')).rejects.toThrow(/no run “b”.*there are 1/);
    await expect(lab.runs.tag('a', 'x' as never)).rejects.toThrow(RangeError);
    // It has no checkpoint.
    await expect(lab.resume()).rejects.toThrow(/no run that was left/);
    await expect(lab.resume('a')).rejects.toThrow(/no checkpoint/);
  });
});
