import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { expect, it } from 'vitest';
import { labTypes, TYPES_FILE } from './types';

const PATIENCE = 300_000;

it(
  'the published types are those of the sources: else run `npm run types`',
  async () => {
    expect(readFileSync(TYPES_FILE, 'utf8') === (await labTypes())).toBe(true);
  },
  PATIENCE,
);

it(
  'a script is checked against them, with nothing else at hand',
  () => {
    const sample = fileURLToPath(new URL('../../types/sample.ts', import.meta.url));
    const program = ts.createProgram([sample], {
      ...{ strict: true, noEmit: true, skipLibCheck: false, noUncheckedIndexedAccess: true, types: [] },
      ...{ target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler },
      lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
      // As the package's `exports` have it.
      paths: { 'negative-space/lab': [TYPES_FILE] },
    });
    const said = ts.getPreEmitDiagnostics(program).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
    expect(said).toEqual([]);
    expect(program.getSourceFiles().filter(({ fileName }) => fileName.includes('/src/'))).toEqual([]);
  },
  PATIENCE,
);
