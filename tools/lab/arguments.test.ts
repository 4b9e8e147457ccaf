import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultConfig } from '../../src/core/configuration/presets';
import { randomConfig } from '../../src/core/configuration/testing/randomConfig';
import { recordsIn } from '../../src/core/export';
import { encodeRecord } from '../../src/core/record/encode';
import { randomRecord } from '../../src/core/record/testing/randomRecord';
import { toHash } from '../../src/state/configUrl';
import { COMMANDS, OPTIONS, parseArguments, settingPaths, usage, UsageError, withArguments, type Arguments } from './arguments';
import { exportFiles, reportFiles } from './files';
import { editDistance, nearest } from './nearest';
import { configurationOf } from './settings';

const parsed = (...argv: string[]) => parseArguments(argv) as Arguments;
const refusal = (...argv: string[]): string => {
  try {
    parseArguments(argv);
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
  return '';
};

describe('arguments of the command', () => {
  it('are read with their values, in either way of writing', () => {
    expect(parsed('train', '--steps', '20', '--set', 'head.c=0.5', '--set=backend=wasm', '--out=a b', '--json')).toMatchObject({
      ...{ command: 'train', steps: 20, out: 'a b', json: true, test: false },
      settings: [
        { path: 'head.c', value: 0.5 },
        { path: 'backend', value: 'wasm' },
      ],
    });
    expect(parsed('report', 'a.zip', '--title', 'T', 'b.zip')).toMatchObject({ files: ['a.zip', 'b.zip'], title: 'T', out: 'lab-out' });
  });

  it('are refused with what is wrong and what is near it', () => {
    expect(refusal('trian')).toMatch(/“trian”; did you mean train/);
    expect(refusal('train', '--backnd', 'wasm')).toMatch(/--backnd; did you mean --backend/);
    expect(refusal('train', '--backend', 'webgp')).toMatch(/did you mean webgpu/);
    expect(refusal('train', '--set', 'head.tauSpherikal=1')).toMatch(/did you mean head\.tauSpherical/);
    expect(refusal('train', '--set', 'learningRate=1')).toMatch(/did you mean optimizer\.learningRate/);
    expect(refusal('train', '--set', 'head.c')).toMatch(/--set head\.c=0\.5/);
    expect(refusal('train', '--steps', '1.5')).toMatch(/--steps 1\.5 is not a whole number/);
    expect(refusal('train', '--steps')).toMatch(/--steps needs a value/);
    expect(refusal('train', '--out', '--json')).toMatch(/--out needs a value/);
    expect(refusal('train', '--json=yes')).toMatch(/takes no value/);
    expect(refusal('train', '--out', 'a', '--out', 'b')).toMatch(/given twice/);
    expect(refusal('train', 'x.zip')).toMatch(/takes no “x\.zip”/);
    expect(refusal('report')).toMatch(/needs the files/);
    expect(refusal('report', 'a.zip', '--steps', '3')).toMatch(/--steps is for train and sweep, not for report/);
  });

  it('give the grid of a sweep, written as on the Sweep page', () => {
    const text = 'head.tauSpherical=0.05,0.1;runs.geometry=spherical,hyperbolic; seed=0..2';
    expect(parsed('sweep', '--grid', text, '--jobs', '2')).toMatchObject({
      command: 'sweep',
      jobs: 2,
      grid: { 'head.tauSpherical': [0.05, 0.1], 'runs.geometry': ['spherical', 'hyperbolic'], seed: [0, 1, 2] },
    });
    expect(refusal('sweep')).toMatch(/needs a grid: sweep --grid/);
    expect(refusal('sweep', '--grid', 'head.tauSperical=1')).toMatch(/did you mean head\.tauSpherical/);
    expect(refusal('sweep', '--grid', 'head.c')).toMatch(/head\.c has no values/);
    expect(refusal('sweep', '--grid', 'seed=1;seed=2')).toMatch(/seed is there twice/);
    expect(refusal('sweep', '--grid', 'head.c=0.1,-3')).toMatch(/--grid: .*c.*greater than 0/);
    expect(refusal('sweep', '--grid', 'runs.geometry=flat')).toMatch(/--grid: /);
    expect(refusal('report', 'a.zip', '--site', 'example.org')).toMatch(/--site example\.org is no address/);
    expect(parsed('report', 'a.zip', '--site', 'https://example.org/')).toMatchObject({ site: 'https://example.org/' });
    expect(refusal('train', '--grid', 'seed=1')).toMatch(/--grid is for sweep, not for train/);
  });

  it('have a text for each command that names all of its options', () => {
    expect(parseArguments([])).toEqual({ help: true });
    for (const command of COMMANDS) {
      expect(parseArguments([command, '--help'])).toEqual({ help: true, command });
      for (const [name, { of }] of Object.entries(OPTIONS)) expect(usage(command).includes(`  --${name}`)).toBe(of.includes(command));
    }
  });

  it('change the configuration, and are refused by the name of the setting', () => {
    const config = withArguments(defaultConfig, parsed('train', '--set', 'head.c=0.5', '--set', 'model.patch=4', '--steps', '9'));
    expect(config).toMatchObject({ head: { c: 0.5 }, model: { patch: 4 }, steps: 9 });
    expect(() => withArguments(defaultConfig, parsed('train', '--set', 'model.patch=7'))).toThrow(
      /model\.patch: .*does not divide.*\(without it: 8\)/,
    );
    expect(settingPaths()).toContain('optimizer.learningRate');
  });
});

describe('words that are near', () => {
  it('are told by edits', () => {
    expect(editDistance('kitten', 'sitting')).toBe(3);
    expect(editDistance('trian', 'train')).toBe(1);
    expect(editDistance('', 'abc')).toBe(3);
    expect(nearest('stesp', ['steps', 'set'])).toBe('steps');
    expect(nearest('zebra', ['steps', 'set'])).toBeUndefined();
  });
});

describe('files of the command', () => {
  let folder: string;
  const path = (name: string) => join(folder, name);
  const record = Array.from({ length: 20 }, (_, seed) => randomRecord(seed)).find(
    ({ runs, checkpoint }) => !checkpoint && runs[0]!.snapshots.length > 0,
  )!;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lab-'));
    await writeFile(path('run.zip'), Buffer.from(await (await encodeRecord(record)).arrayBuffer()));
    await writeFile(path('settings.json'), JSON.stringify({ head: { c: 0.3 } }));
    await writeFile(path('wrong.json'), JSON.stringify({ head: { kappa: 0.3 } }));
    await writeFile(path('broken.json'), '{');
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('give a configuration: a link, a record, what differs from the default', async () => {
    const config = randomConfig(4);
    expect(await configurationOf(`https://example.org/lab/${toHash(config)}`)).toEqual(config);
    expect(await configurationOf(toHash(config))).toEqual(config);
    expect(await configurationOf(path('run.zip'))).toEqual(record.configuration);
    expect((await configurationOf(path('settings.json'))).head).toEqual({ ...defaultConfig.head, c: 0.3 });
    expect(await configurationOf(undefined)).toEqual(defaultConfig);
    await expect(configurationOf('#v1&head.kappa=1')).rejects.toThrow(/head\.kappa/);
    await expect(configurationOf(path('wrong.json'))).rejects.toThrow(/wrong\.json: .*\n.*head\.kappa/);
    await expect(configurationOf(path('broken.json'))).rejects.toThrow(/no JSON/);
    await expect(configurationOf(path('absent.json'))).rejects.toThrow(UsageError);
  });

  it('are made of records: an archive that is a record again, and a report', async () => {
    const [archive] = await exportFiles([path('run.zip')], path('out'));
    const read = recordsIn(new Blob([await readFile(archive!)]), 'x.zip');
    expect((await read.next()).value).toMatchObject({ id: record.id, step: record.step });
    const [several] = await exportFiles([path('run.zip'), archive!], path('out'));
    expect(several).toMatch(/experiments\.zip$/);
    const [report] = await reportFiles([several!], path('out'), { title: 'Twice' });
    const anywhere = await readFile(report!, 'utf8');
    expect(anywhere).not.toContain('localhost');
    expect(anywhere).toMatch(/open the page with this behind its address|open the page with the image set/);
    const [there] = await reportFiles([path('run.zip')], path('there'), { site: 'https://example.org/lab/' });
    expect(await readFile(there!, 'utf8')).toContain('href="https://example.org/lab/');
    expect(await readFile(report!, 'utf8')).toMatch(/<h1>Twice<\/h1>/);
    await expect(reportFiles([path('absent.zip')], path('out'))).rejects.toThrow(/absent\.zip cannot be read/);
    await expect(reportFiles([path('settings.json')], path('out'))).rejects.toThrow(/no record of an experiment/);
  });
});
