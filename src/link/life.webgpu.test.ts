/** Real workers that end without a word: no event tells of it. */
import { afterEach, describe, expect, it } from 'vitest';
import { WorkerError } from '../core/errors';
import { WorkerLink, type Nothing } from './index';

interface Mortal {
  requests: { ping: { ask: object; answer: string }; wait: { ask: object; answer: null }; die: { ask: object; answer: null } };
  events: never;
  callbacks: Nothing;
  messages: never;
}

describe('a worker that is killed', () => {
  let link: WorkerLink<Mortal>;
  afterEach(() => link.close());
  const workers: Worker[] = [];
  const start = () => {
    const worker = new Worker(new URL('./testing/mortal.ts', import.meta.url), { type: 'module' });
    workers.push(worker);
    return worker;
  };

  it.each(['ends itself', 'is ended from outside'])('is noticed when it %s, and replaced', async (how) => {
    workers.length = 0;
    link = new WorkerLink<Mortal>({ name: 'mortal', advice: 'Ask again.', start });
    expect(await link.request('ping', {})).toBe('pong');
    const lost = link.request('wait', {});
    const told = expect(lost).rejects.toThrow('The mortal worker stopped: it was killed. Ask again.');
    if (how === 'ends itself') link.request('die', {}).catch(() => undefined);
    else workers[0]!.terminate();
    await told;
    await expect(lost).rejects.toBeInstanceOf(WorkerError);
    expect(await link.request('ping', {})).toBe('pong');
    expect(workers).toHaveLength(2);
  });
});
