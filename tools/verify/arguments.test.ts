import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { goldenFiles, parseArguments, UsageError } from './arguments';

describe('arguments of the verification', () => {
  it('means all backends where none is named', () => {
    expect(parseArguments(['--golden', '/somewhere'])).toEqual({ golden: '/somewhere', backends: ['webgpu', 'wasm', 'cpu'], help: false });
    expect(parseArguments(['--golden=/somewhere', '--backend', 'wasm']).backends).toEqual(['wasm']);
    expect(parseArguments(['--golden=/somewhere', '--kernels', 'subgroups']).kernels).toBe('subgroups');
  });
  it.each([
    [[], /--golden is missing/],
    [['--golden', 'x', '--backend', 'webgl'], /no backend “webgl”: use webgpu, wasm, cpu/],
    [['--golden', 'x', '--kernels', 'quick'], /no kernels “quick”: use registers, shared, subgroups/],
    [['--golden', 'x', '--fast'], /--fast/],
    [['--golden', 'x', 'y'], /y/],
  ])('refuses %j', (argv, message) => {
    expect(() => parseArguments(argv)).toThrow(UsageError);
    expect(() => parseArguments(argv)).toThrow(message);
  });
  it('refuses folders with nothing to verify', () => {
    const folder = mkdtempSync(join(tmpdir(), 'golden-'));
    try {
      writeFileSync(join(folder, 'notes.json'), '{}');
      expect(() => goldenFiles(folder)).toThrow(/holds none of the golden files geometry.json/);
      expect(() => goldenFiles(join(folder, 'nowhere'))).toThrow(/is not a folder/);
      writeFileSync(join(folder, 'delta.json'), '{}');
      writeFileSync(join(folder, 'README.md'), '');
      expect(goldenFiles(folder).sort()).toEqual(['delta.json', 'notes.json']);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
