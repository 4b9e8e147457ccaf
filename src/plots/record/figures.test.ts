import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { decodeRecord } from '../../core/record/decode';
import type { ExperimentRecord, RunRecord } from '../../core/record/schema';
import { randomRecord } from '../../core/record/testing/randomRecord';
import { reportOf } from '../../core/report';
import { PALETTE } from '../../core/report/palette';
import { recordFigures, standalone } from './index';

let recording: ExperimentRecord;
beforeAll(async () => {
  recording = await decodeRecord(new Blob([await readFile('public/samples/stored/emoji.zip')]), 'emoji.zip');
});

describe('figures of a record', () => {
  it('are recall, loss, weights and a picture of each run', () => {
    const figures = recordFigures(recording);
    expect(figures.map(({ name }) => name.replace(/^(picture)-.*/, '$1'))).toEqual([
      'recall-at-1',
      'loss',
      'triplet-weights',
      ...recording.runs.map(() => 'picture'),
    ]);
    const [recall, , , picture] = figures;
    expect(recall!.svg).toContain('raw pixels');
    expect(recall!.svg.match(/stroke="var\(--hyperbolic\)"/g)!.length).toBeGreaterThan(0);
    const { n } = recording.runs[0]!.snapshots.at(-1)!;
    expect(picture!.svg.match(/h0/g)).toHaveLength(n);
  });

  it('say of the loss that it is an average only where it is one', () => {
    const title = (record: ExperimentRecord) => recordFigures(record).find(({ name }) => name === 'loss')!.title;
    expect(title(recording)).toContain('moving average');
    const short = ({ step, loss, ...rest }: RunRecord['metrics']) => ({
      ...rest,
      length: 20,
      step: step.slice(0, 20),
      loss: loss.slice(0, 20),
    });
    const runs = recording.runs.map((run) => ({ ...run, metrics: short(run.metrics) }));
    expect(title({ ...recording, runs })).toBe('Loss of the training batches against the step.');
  });

  it('are drawn for what there is, whatever is missing, and never with what is no number', () => {
    for (let seed = 0; seed < 40; seed++)
      for (const { svg } of recordFigures(randomRecord(seed))) expect(svg).not.toMatch(/NaN|Infinity|undefined/);
  });

  it('stand alone in plain colours', () => {
    for (const figure of recordFigures(recording)) {
      const file = standalone(figure);
      expect(file).toMatch(/^<\?xml[^>]*\?>\n<svg /);
      expect(file).not.toMatch(/var\(|color-mix/);
    }
  });

  it('make a report light enough to mail', () => {
    const figures = recordFigures(recording);
    const text = reportOf([{ record: recording, figures, link: 'https://example.org/', command: 'npm run lab' }], { date: '2026-11-28' });
    expect(new TextEncoder().encode(text).length).toBeLessThan(500_000);
  });
});

describe('colours of reports', () => {
  it('are the tokens of the page', () => {
    const css = readFileSync('src/app/theme.css', 'utf8');
    const [light, dark] = [/data-theme='light'\] \{([^}]*)\}/, /data-theme='dark'\] \{([^}]*)\}/].map((block) => block.exec(css)![1]!);
    for (const [block, palette] of [
      [light!, PALETTE.light],
      [dark!, PALETTE.dark],
    ] as const)
      for (const [name, colour] of Object.entries(palette)) expect(block, name).toContain(`--${name}: ${colour};`);
  });
});
