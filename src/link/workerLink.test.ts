import { afterEach, describe, expect, it, vi } from 'vitest';
import { CancelledError, ImageSetError, WorkerError } from '../core/errors';
import { handOver, serve, WorkerLink, type Handlers, type Served, type WorkerLinkOptions } from './index';
import { ChannelWorker } from './testing/channelWorker';

interface Calculator {
  requests: {
    add: { ask: { a: number; b: number }; answer: number };
    double: { ask: { values: Float32Array }; answer: { values: Float32Array } };
    count: { ask: { to: number }; answer: number; progress: number };
    refuse: { ask: { as: 'named' | 'unnamed' }; answer: null };
    wait: { ask: object; answer: null };
    ask: { ask: { what: string }; answer: string };
  };
  events: { type: 'said'; word: string };
  callbacks: { spell: { ask: { word: string }; answer: string } };
  messages: { type: 'say'; word: string };
}

/** What happened in the workers, over all of them. */
const cancelled: number[] = [];

const handlers = (spell: (word: string) => Promise<string>): Handlers<Calculator['requests']> => ({
  add: ({ a, b }) => a + b,
  double: ({ values }) => {
    const doubled = values.map((value) => 2 * value);
    return handOver({ values: doubled }, [doubled.buffer]);
  },
  async count({ to }, { progress }) {
    for (let i = 1; i <= to; i++) progress(i);
    return to;
  },
  refuse({ as }) {
    throw as === 'named' ? new ImageSetError('The set is gone.') : new TypeError('x is undefined');
  },
  wait: (_ask, { id, signal }) =>
    new Promise((_resolve, reject) =>
      signal.addEventListener('abort', () => {
        cancelled.push(id);
        reject(signal.reason as Error);
      }),
    ),
  ask: ({ what }) => spell(what),
});

function calculator(options: Partial<WorkerLinkOptions<Calculator>> = {}) {
  const workers: ChannelWorker[] = [];
  const link = new WorkerLink<Calculator>({
    name: 'calculating',
    advice: 'Ask again.',
    start: () => {
      const worker = new ChannelWorker((scope) => {
        const side: Served<Calculator> = serve<Calculator>(
          handlers((word) => side.request('spell', { word })),
          ({ word }) => side.tell({ type: 'said', word }),
          scope,
        );
      });
      workers.push(worker);
      return worker;
    },
    callbacks: { spell: ({ word }) => [...word].join('-') },
    ...options,
  });
  return { link, workers };
}

const turn = () => new Promise((resolve) => setTimeout(resolve, 5));

describe('a link to a worker', () => {
  const links: { close(): void }[] = [];
  const open: typeof calculator = (options) => {
    const made = calculator(options);
    links.push(made.link);
    return made;
  };
  afterEach(() => links.splice(0).forEach((link) => link.close()));

  it('starts the worker with the first request and gives each request its own answer', async () => {
    const { link, workers } = open();
    expect(workers).toHaveLength(0);
    const sums = await Promise.all([1, 2, 3].map((a) => link.request('add', { a, b: 10 })));
    expect(sums).toEqual([11, 12, 13]);
    expect(workers).toHaveLength(1);
    expect(link.generation).toBe(1);
    expect(link.pending).toBe(0);
  });

  it('transfers what it is told to, both ways', async () => {
    const { link, workers } = open();
    const values = Float32Array.of(1, 2, 3);
    const answer = await link.request('double', { values }, { transfer: [values.buffer] });
    expect(answer.values).toEqual(Float32Array.of(2, 4, 6));
    expect(values.byteLength).toBe(0);
    const [reply] = workers[0]!.answered.filter(({ type }) => type === 'done') as unknown as { answer: { values: Float32Array } }[];
    expect(reply!.answer.values.byteLength).toBe(0);
  });

  it('tells how a request goes, and what the worker says unasked', async () => {
    const said = vi.fn();
    const { link } = open({ onEvent: said });
    const heard: number[] = [];
    expect(await link.request('count', { to: 3 }, { onProgress: (progress) => heard.push(progress) })).toBe(3);
    expect(heard).toEqual([1, 2, 3]);
    link.tell({ type: 'say', word: 'hello' });
    await vi.waitFor(() => expect(said).toHaveBeenCalledWith({ type: 'said', word: 'hello' }));
  });

  it('answers what the worker asks of the page', async () => {
    const { link } = open();
    expect(await link.request('ask', { what: 'cat' })).toBe('c-a-t');
  });

  it('passes failures on by class, and says which worker failed where they have none', async () => {
    const { link } = open();
    await expect(link.request('refuse', { as: 'named' })).rejects.toThrow('The set is gone.');
    await expect(link.request('refuse', { as: 'named' })).rejects.toBeInstanceOf(ImageSetError);
    const unnamed = link.request('refuse', { as: 'unnamed' });
    await expect(unnamed).rejects.toBeInstanceOf(WorkerError);
    await expect(unnamed).rejects.toThrow('The calculating worker failed: x is undefined');
    expect(await link.request('add', { a: 1, b: 1 })).toBe(2);
  });

  it('refuses what cannot be sent, and goes on', async () => {
    const { link } = open();
    await expect(link.request('add', { a: (() => 1) as never, b: 1 })).rejects.toThrow(/could not be cloned/);
    expect(link.pending).toBe(0);
    expect(await link.request('add', { a: 1, b: 1 })).toBe(2);
  });

  it('withdraws a request: at once, or when the worker has stopped working at it', async () => {
    cancelled.length = 0;
    const { link } = open();
    const control = new AbortController();
    const first = link.request('wait', {}, { signal: control.signal });
    const second = link.request('wait', {}, { signal: control.signal, waitForEnd: true });
    control.abort();
    await expect(first).rejects.toBeInstanceOf(CancelledError);
    await expect(second).rejects.toMatchObject({ name: 'AbortError' });
    expect(cancelled).toEqual([1, 2]);
    await expect(link.request('add', { a: 1, b: 1 }, { signal: control.signal })).rejects.toBeInstanceOf(CancelledError);
  });

  it('rejects all that was under way when the worker stops, and starts another for the next request', async () => {
    const stopped = vi.fn();
    const { link, workers } = open({ onStopped: stopped });
    const lost = [link.request('wait', {}), link.request('wait', {})];
    workers[0]!.breakDown('out of memory');
    for (const request of lost) {
      await expect(request).rejects.toBeInstanceOf(WorkerError);
      await expect(request).rejects.toThrow('The calculating worker stopped: out of memory. Ask again.');
    }
    expect(stopped).toHaveBeenCalledTimes(1);
    expect(workers[0]!.terminated).toBe(true);
    expect(workers).toHaveLength(1);
    expect(await link.request('add', { a: 1, b: 2 })).toBe(3);
    expect(workers).toHaveLength(2);
    expect(link.generation).toBe(2);
  });

  it('hears nothing more of a worker that has stopped', async () => {
    const { link, workers } = open();
    const lost = link.request('wait', {});
    const first = workers[0]!;
    first.breakDown('once');
    await expect(lost).rejects.toThrow(WorkerError);
    const other = link.request('wait', {});
    first.breakDown('twice');
    await turn();
    expect(link.pending).toBe(1);
    link.close();
    await expect(other).rejects.toThrow(CancelledError);
  });

  it('does not start workers for ever when none of them answers', async () => {
    const { link, workers } = open({ restarts: 2 });
    const fall = async () => {
      const request = link.request('wait', {});
      workers.at(-1)!.breakDown('broken script');
      await expect(request).rejects.toThrow(/broken script/);
    };
    for (let i = 0; i < 3; i++) await fall();
    await expect(link.request('add', { a: 1, b: 1 })).rejects.toThrow(/has stopped 3 times without an answer between\. Reload the page/);
    expect(workers).toHaveLength(3);
  });

  it('counts anew once a worker has answered', async () => {
    const { link, workers } = open({ restarts: 1 });
    for (let i = 0; i < 4; i++) {
      expect(await link.request('add', { a: i, b: 0 })).toBe(i);
      const request = link.request('wait', {});
      workers.at(-1)!.breakDown('now and then');
      await expect(request).rejects.toThrow(WorkerError);
    }
    expect(workers).toHaveLength(4);
  });

  it('refuses everything once it has been closed', async () => {
    const { link, workers } = open();
    const under = link.request('wait', {});
    link.close(new CancelledError('Another is opened.'));
    await expect(under).rejects.toThrow('Another is opened.');
    await expect(link.request('add', { a: 1, b: 1 })).rejects.toThrow('Another is opened.');
    expect(workers[0]!.terminated).toBe(true);
    expect(workers).toHaveLength(1);
  });
});
