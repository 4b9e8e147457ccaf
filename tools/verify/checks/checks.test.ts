import { describe, expect, it } from 'vitest';
import { useBackend } from '../../../src/core/ops/testing';
import { readSafetensors, writeSafetensors } from '../../../src/core/formats/safetensors';
import { goldenFiles, readGoldenFile } from '../arguments';
import { GoldenFolder } from '../folder';
import { FILES } from '../report';
import { runChecks } from './index';

const files = new Map(goldenFiles('test/golden').map((name) => [name, readGoldenFile('test/golden', name)]));

interface Trajectory {
  runs: { steps: { loss: number }[]; finalFeatures?: unknown }[];
}

/** The golden folder with one JSON file changed. */
function changed<T>(name: string, change: (content: T) => unknown): Map<string, Uint8Array> {
  const content = JSON.parse(new TextDecoder().decode(files.get(name))) as T;
  return new Map([...files, [name, new TextEncoder().encode(JSON.stringify(change(content)))]]);
}

/** One fused run of six steps, as another folder might have it. */
const shortTrajectory = changed<Trajectory>('trajectory.json', (file) => ({
  ...file,
  runs: [{ ...file.runs[4]!, steps: file.runs[4]!.steps.slice(0, 6), finalFeatures: undefined }],
}));

const only = (from: Map<string, Uint8Array>, ...names: string[]) => new GoldenFolder(new Map(names.map((name) => [name, from.get(name)!])));

describe('golden values on wasm', () => {
  useBackend('wasm');

  it('all pass', { timeout: 300_000 }, async () => {
    const reports = await runChecks(new GoldenFolder(files));
    expect(reports.map(({ file }) => file)).toEqual([...FILES]);
    expect(reports.filter(({ status }) => status !== 'pass')).toEqual([]);
    expect(reports.find(({ file }) => file === 'trajectory.json')).toMatchObject({ compared: 30 });
  });

  it('reports what is absent, and what needs it, without failing', async () => {
    const reports = await runChecks(only(files, 'delta.json', 'vit.json'));
    const of = (name: string) => reports.find(({ file }) => file === name)!;
    expect(of('delta.json').status).toBe('pass');
    expect(of('geometry.json')).toMatchObject({ status: 'absent', relativeError: null, detail: 'geometry.json is absent' });
    expect(of('vit.json')).toMatchObject({ status: 'absent', detail: 'it needs vit.safetensors, which is absent' });
    expect(reports.every(({ status }) => status !== 'fail')).toBe(true);
  });

  it('fails a file whose values are wrong, and says where', async () => {
    const wrong = changed<{ cases: { loss: number }[] }>('loss.json', (file) => {
      file.cases[3]!.loss *= 1.001;
      return file;
    });
    const [report] = (await runChecks(only(wrong, 'loss.json'))).filter(({ file }) => file === 'loss.json');
    expect(report).toMatchObject({ status: 'fail', detail: 'largest at case 3 (spherical), loss' });
    expect(report!.relativeError).toBeCloseTo(1e-3, 5);
  });

  it('fails a small row of a gradient that is wholly wrong, though the tolerance lets it pass', async () => {
    const name = 'vit-gradients.safetensors';
    const file = readSafetensors(files.get(name)!);
    const gradient = file.tensors['blocks.0.attn.qkv.weight']!.data as Float64Array;
    const width = 32;
    const magnitude = (row: number) => Math.max(...gradient.slice(width * row, width * (row + 1)).map(Math.abs));
    const smallest = [...Array(gradient.length / width).keys()].reduce((a, b) => (magnitude(b) < magnitude(a) ? b : a));
    for (let i = width * smallest; i < width * (smallest + 1); i++) gradient[i]! *= -1;
    const wrong = new Map([...files, [name, new Uint8Array(writeSafetensors(file))]]);
    const report = (await runChecks(only(wrong, 'vit.json', 'vit.safetensors', 'images.safetensors', name))).find(
      ({ file }) => file === name,
    )!;
    expect(report.relativeError).toBeLessThanOrEqual(report.tolerance);
    expect(report).toMatchObject({
      status: 'fail',
      detail: expect.stringMatching(/^blocks\.0\.attn\.qkv\.weight: block \d+ … \d+ is off/),
    });
  });

  it('fails a trajectory that runs away late', async () => {
    const wrong = changed<Trajectory>('trajectory.json', (file) => {
      const run = { ...file.runs[0]!, steps: file.runs[0]!.steps.slice(0, 8), finalFeatures: undefined };
      run.steps[7]!.loss *= 1.02;
      return { ...file, runs: [run] };
    });
    const reports = await runChecks(only(wrong, 'trajectory.json', 'vit.safetensors', 'images.safetensors'));
    const report = reports.find(({ file }) => file === 'trajectory.json')!;
    expect(report.status).toBe('fail');
    expect(report.detail).toMatch(/run 0 \(spherical, clip 3\), step 7: loss/);
  });

  const imported = [...files.keys()].filter((name) => name.startsWith('import/'));

  it('fails imported weights whose features are others, or that are read where they should be refused', async () => {
    interface Imported {
      cases: { file: string; body: number[][] }[];
      refused: { file: string; why: string }[];
    }
    const other = changed<Imported>('import/import.json', ({ cases, refused }) => {
      const [first] = cases.filter(({ file }) => file === 'timm.safetensors');
      first!.body[1]![2]! += 0.01;
      return { cases: [first], refused };
    });
    const report = async (from: Map<string, Uint8Array>) =>
      (await runChecks(only(from, ...imported))).find(({ file }) => file === 'import/import.json')!;
    expect(await report(other)).toMatchObject({ status: 'fail', compared: 1, detail: 'largest at timm.safetensors' });
    const read = changed<Imported>('import/import.json', ({ cases, refused }) => ({
      cases: cases.slice(0, 1),
      refused: [...refused, { file: 'timm.safetensors', why: 'register tokens' }],
    }));
    expect(await report(read)).toMatchObject({
      status: 'fail',
      detail: 'timm.safetensors was read, and should be refused for register tokens',
    });
    const otherwise = changed<Imported>('import/import.json', ({ cases, refused }) => ({
      cases: cases.slice(0, 1),
      refused: [{ ...refused[0]!, why: 'register tokens' }],
    }));
    expect((await report(otherwise)).detail).toMatch(/was refused for “it is not a vision transformer: .*”, and not for register tokens/);
  });

  it('fails a damaged file with the reason', async () => {
    const damaged = new Map([...files, ['delta.json', new TextEncoder().encode('{')]]);
    const report = (await runChecks(only(damaged, 'delta.json'))).find(({ file }) => file === 'delta.json')!;
    expect(report).toMatchObject({ status: 'fail', relativeError: null });
    expect(report.detail).toMatch(/delta.json cannot be read as JSON/);
  });
});

describe('golden values on cpu', () => {
  useBackend('cpu');

  it('all pass, of the trajectories six steps', { timeout: 300_000 }, async () => {
    const reports = await runChecks(new GoldenFolder(shortTrajectory));
    expect(reports.filter(({ status }) => status !== 'pass')).toEqual([]);
    expect(reports.find(({ file }) => file === 'trajectory.json')).toMatchObject({ compared: 5 });
  });
});
