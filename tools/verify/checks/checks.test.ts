import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { useBackend } from '../../../src/core/ops/testing';
import { GoldenFolder } from '../folder';
import { FILES } from '../report';
import { runChecks } from './index';

const files = new Map(readdirSync('test/golden').map((name) => [name, new Uint8Array(readFileSync(`test/golden/${name}`))]));

for (const backend of ['cpu', 'wasm'] as const)
  describe(`golden values on ${backend}`, () => {
    useBackend(backend);

    it('all pass', { timeout: 300_000 }, async () => {
      const reports = await runChecks(new GoldenFolder(files));
      console.table(
        reports.map(({ file, status, relativeError, compared, detail, figures }) => ({
          file,
          status,
          relativeError,
          compared,
          detail,
          ...figures,
        })),
      );
      expect(reports.map(({ file }) => file)).toEqual([...FILES]);
      expect(reports.filter(({ status }) => status !== 'pass')).toEqual([]);
    });
  });
