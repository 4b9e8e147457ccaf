import { describe, expect, it } from 'vitest';
import { runMeant } from './labRuns';

describe('the run that a script means', () => {
  const runs = [
    { id: 'a', name: 'b' },
    { id: 'b', name: 'sphere' },
  ];

  it('is that of the id, else that of the name', () => {
    expect(runMeant(runs, 'a')).toBe(runs[0]);
    expect(runMeant(runs, 'b')).toBe(runs[1]);
    expect(runMeant(runs, 'sphere')).toBe(runs[1]);
  });

  it('is refused where there is none, and those there are named', () => {
    expect(() => runMeant(runs, 'c')).toThrow(new RangeError('There is no run “c”; there are a (“b”), b (“sphere”)'));
  });
});
