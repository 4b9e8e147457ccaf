import { describe, expect, it } from 'vitest';
import { parseArguments, UsageError } from './arguments';

const parsed = (line: string) => parseArguments(line === '' ? [] : line.split(' '));

describe('parseArguments', () => {
  it('measures the small model on both backends unless told otherwise', () => {
    expect(parsed('')).toEqual({
      ...{ model: 'small', batch: 64, backends: ['webgpu', 'wasm'], contenders: ['ours', 'jax', 'plain'] },
      ...{ warmup: 2, steps: 5, sweep: false, help: false },
    });
  });

  it('takes what is given', () => {
    const given = parsed(
      '--model micro --batch 16 --backend wasm --contenders plain,ours,plain --steps 2 --warmup 1 --variant shared --json a.json',
    );
    expect(given).toMatchObject({ model: 'micro', batch: 16, backends: ['wasm'], contenders: ['plain', 'ours'], steps: 2, warmup: 1 });
    expect(given).toMatchObject({ variant: 'shared', json: 'a.json' });
    expect(parsed('--plain-steps 1').plainSteps).toBe(1);
  });

  it('sweeps ours on WebGPU alone unless told otherwise', () => {
    expect(parsed('--sweep')).toMatchObject({ sweep: true, backends: ['webgpu'], contenders: ['ours'], steps: 3 });
    expect(parsed('--sweep --backend wasm --contenders ours,plain')).toMatchObject({ backends: ['wasm'], contenders: ['ours', 'plain'] });
  });

  it.each([
    ['--model huge', /--model is one of .*micro.*small.*base.*“huge”/],
    ['--backend webgl', /--backend is one of webgpu, wasm, not “webgl”/],
    ['--batch 7', /--batch is even/],
    ['--batch 2', /--batch is a whole number from 4/],
    ['--batch 1e9', /--batch is a whole number from 4 to 4096/],
    ['--plain-steps 0', /--plain-steps is a whole number from 1/],
    ['--steps 0', /--steps is a whole number from 1/],
    ['--steps=', /--steps is a whole number/],
    ['--contenders ours,torch', /--contenders is one of .*“torch”/],
    ['--contenders jax', /WebGPU only/],
    ['--frobnicate', /frobnicate/],
    ['small', /small/],
  ])('refuses %s and says why', (line, reason) => {
    expect(() => parsed(line)).toThrow(UsageError);
    expect(() => parsed(line)).toThrow(reason);
  });
});
