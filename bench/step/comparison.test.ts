import { describe, expect, it } from 'vitest';
import { modelPresets } from '../../src/core/configuration/presets';
import { compare, type Plan, type Ports } from './comparison';
import type { Ask, ContenderName, Kind, Session } from './protocol';

const plan: Plan = { contenders: ['ours', 'jax', 'plain'], model: modelPresets.micro, batch: 8, warmup: 2, steps: 3 };

/** Contenders that obey: what each is asked, in order; `behave` may throw or say another loss. */
function fakes(behave: (contender: ContenderName, kind: Kind, opened: number) => number | void = () => undefined) {
  const asked: string[] = [];
  const open = new Map<ContenderName, number>();
  let closed = 0;
  const ports: Ports = {
    async open(contender) {
      const opened = (open.get(contender) ?? 0) + 1;
      open.set(contender, opened);
      behave(contender, 'open', opened);
      let steps = 0;
      const ask = async (kind: Kind) => {
        asked.push(`${contender} ${kind}`);
        const loss = behave(contender, kind, opened);
        if (kind === 'step')
          return { loss: loss ?? 3 - steps++ / 10, ms: 1, script: 1, dispatches: 1, submits: 1, bytes: 1, tensors: 1, cpu: null };
        if (kind === 'passes') return { forward: 1, backward: 2 };
        return null;
      };
      const session: Session = { ask: ask as Ask, close: async () => void closed++ };
      return { session, opened: { adapter: 'fake', software: true, variant: null } };
    },
  };
  return { ports, asked, open, closed: () => closed };
}

describe('compare', () => {
  it('compares losses before it times anything, and then times the contenders in turn', async () => {
    const { ports, asked, closed } = fakes();
    const { outcomes, disagreement, limit } = await compare(plan, ports);
    const steps = asked.filter((line) => line.endsWith('step')).map((line) => line.split(' ')[0]);
    expect(steps).toEqual(Array.from({ length: 5 }, () => ['ours', 'jax', 'plain']).flat());
    for (const { losses, samples, passes, failure } of outcomes) {
      expect([losses.length, samples.length, passes, failure]).toEqual([5, 3, { forward: 1, backward: 2 }, undefined]);
    }
    expect(disagreement).toBe(0);
    expect(limit).toBeNull();
    expect(closed()).toBe(3);
  });

  it('times fewer steps of the plain model where that is asked for', async () => {
    const { ports, asked } = fakes();
    const { outcomes, disagreement } = await compare({ ...plan, warmup: 1, plainSteps: 1 }, ports);
    expect(outcomes.map(({ samples }) => samples.length)).toEqual([3, 3, 1]);
    expect(asked.filter((line) => line === 'plain step')).toHaveLength(2);
    expect(disagreement).toBe(0);
  });

  it('takes the best product of all rounds, and does without when it fails', async () => {
    const rates = [3, 5, 4];
    let closed = 0;
    const product = async () => {
      const ask = async () => {
        if (rates.length === 0) throw new Error('lost');
        return { gflops: rates.shift()!, kernel: 'k' };
      };
      return { session: { ask: ask as unknown as Ask, close: async () => void closed++ } };
    };
    const first = await compare(plan, { ...fakes().ports, product });
    expect(first.limit).toEqual({ gflops: 5, kernel: 'k' });
    const second = await compare(plan, { ...fakes().ports, product });
    expect(second.limit).toBeNull();
    expect(second.outcomes.map(({ failure, samples }) => [failure, samples.length])).toEqual(Array(3).fill([undefined, 3]));
    expect(closed).toBe(2);
  });

  it('does not time one whose losses differ from ours', async () => {
    const { ports, asked } = fakes((contender, kind) => (contender === 'jax' && kind === 'step' ? 7 : undefined));
    const { outcomes } = await compare(plan, ports);
    expect(outcomes[1]?.failure).toMatch(/does not compute the same as ours: losses 7.00000, 7.00000, not 3.00000, 2.90000/);
    expect(asked.filter((line) => line === 'jax step')).toHaveLength(2);
    expect(outcomes[2]?.samples).toHaveLength(3);
  });

  it('reports one that cannot be started, and measures the others', async () => {
    const { ports } = fakes((contender, kind) => {
      if (contender === 'plain' && kind === 'open') throw new Error('no such backend');
    });
    const { outcomes } = await compare(plan, ports);
    expect(outcomes.map(({ failure }) => failure)).toEqual([undefined, undefined, 'no such backend']);
    expect(outcomes.map(({ samples }) => samples.length)).toEqual([3, 3, 0]);
  });

  it('goes on with the others on new devices when one takes the device from all', async () => {
    let steps = 0;
    const { ports, open } = fakes((contender, kind, opened) => {
      if (kind !== 'step') return;
      steps++;
      // The third contender dies at its first timed step, and until they are opened anew the others are dead too.
      if (steps > 8 && (contender === 'plain' || opened === 1)) throw new Error(`${contender}: device lost`);
    });
    const { outcomes } = await compare(plan, ports);
    expect(outcomes.map(({ failure }) => failure)).toEqual([undefined, undefined, 'plain: device lost']);
    expect(outcomes.map(({ samples }) => samples.length)).toEqual([3, 3, 0]);
    expect([...open.values()]).toEqual([2, 2, 1]);
  });

  it('stops when it is told to, and closes what it has opened', async () => {
    const control = new AbortController();
    const { ports, closed, open } = fakes((_, kind) => {
      if (kind === 'step') control.abort(new Error('enough'));
    });
    await expect(compare(plan, { ...ports, signal: control.signal })).rejects.toThrow('enough');
    expect(closed()).toBeGreaterThanOrEqual(open.size);
  });

  it('tells how far it is, up to the end', async () => {
    const shares: number[] = [];
    await compare(plan, { ...fakes().ports, onProgress: (_, done) => shares.push(done) });
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(shares[0]).toBe(0);
    expect(shares.at(-1)).toBeGreaterThan(0.9);
    expect(shares.at(-1)).toBeLessThan(1);
  });
});
