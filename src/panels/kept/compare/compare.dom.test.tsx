import { act, render, screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, beforeAll, expect, it, vi } from 'vitest';
import { defaultConfig } from '../../../core/configuration/presets';
import type { ConfigPatch } from '../../../core/configuration/schema';
import { applyPatch } from '../../../core/configuration/validate';
import type { ExperimentRecord } from '../../../core/record';
import { localAnalysis } from '../../../engine/testing/localAnalysis';
import { LabProvider } from '../../../state/LabProvider';
import { createRunsStore } from '../../../state/library/runs';
import { createStores } from '../../../state/stores';
import { MemoryImages, localLab, type LocalLab } from '../../../state/testing/local';
import { MemoryRecords } from '../../../state/testing/memoryRecords';
import { sampleRecord } from '../../../state/testing/samples';
import { RunsPage } from '../RunsPage';

beforeAll(() => {
  Object.defineProperty(HTMLElement.prototype, 'clientHeight', { configurable: true, get: () => 600 });
});

let open: LocalLab[] = [];
afterEach(() => {
  open.forEach(({ lab }) => lab.conductor.session.dispose());
  open = [];
});

const N = 16;

/** A record of one run on the image set in memory: two images of each of eight classes. */
function sample(id: string, patch: ConfigPatch, change: Partial<ExperimentRecord> = {}): ExperimentRecord {
  const config = applyPatch(defaultConfig, { runs: [{ id: 'r', name: 'hyperbolic', geometry: 'hyperbolic' }], ...patch });
  const record = sampleRecord({ n: N, d: 4 }, config, 20);
  const rows = Int32Array.from({ length: N }, (_, i) => i);
  // Embeddings of their own for every seed.
  for (const { snapshots } of record.runs)
    for (const { features } of snapshots) features.forEach((_, i) => (features[i]! *= Math.cos(i * config.seed)));
  return {
    ...record,
    ...{ id, title: id, imageSet: { id: 'emoji', name: 'The emoji set', images: N, classes: 8 } },
    evaluated: [{ ...record.evaluated[0]!, rows, labels: rows.map((row) => row >> 1) }],
    ...change,
  };
}

/** The page with these records, all of them put side by side. */
async function compare(...records: ExperimentRecord[]) {
  const port = new MemoryRecords();
  for (const record of records) await port.keep(record, { state: 'complete' });
  const local = localLab({ images: new MemoryImages({ emoji: 8 }) });
  open.push(local);
  const stores = { ...createStores(), lab: local.lab, analysis: localAnalysis(), runs: createRunsStore(port, local.lab) };
  const keys = userEvent.setup();
  render(
    <LabProvider stores={stores}>
      <RunsPage />
    </LabProvider>,
  );
  for (const { id } of records) await keys.click(await screen.findByRole('checkbox', { name: `Select ${id}` }));
  await keys.click(screen.getByRole('button', { name: 'Compare' }));
  await screen.findByRole('region', { name: 'Runs compared side by side' });
  return { keys };
}

it('puts configurations, negatives and overlaps side by side, with the pair of two seeds as the control', async () => {
  const { keys } = await compare(
    sample('first', {}),
    sample('second', { seed: 2 }),
    sample('third', { head: { tauHyperbolic: 0.4 }, seed: 3 }),
    sample('other', {}, { imageSet: { id: 'few', name: 'Few', images: N, classes: 8 } }),
  );
  const settings = screen.getByRole('region', { name: 'Configurations' });
  const table = within(settings).getByRole('table');
  expect([...table.querySelectorAll('tbody th')].map((head) => head.textContent)).toEqual(['τ_h', 'seed']);
  expect([...table.querySelectorAll('tbody tr:first-child td[data-marked]')].map((cell) => cell.textContent)).toEqual(['differs: 0.4']);

  const negatives = screen.getByRole('region', { name: 'Hard negatives of one anchor' });
  await waitFor(() => expect(within(negatives).getAllByRole('region')).toHaveLength(3));
  expect(negatives.textContent).toContain('other is not compared by images: its image set is another one, Few.');
  const second = within(negatives).getByRole('region', { name: 'Hard negatives of B, second' });
  const tiles = within(second).getAllByRole('button');
  expect(tiles).toHaveLength(8);
  const absent = tiles.filter((tile) => tile.dataset.absent !== undefined);
  expect(second.textContent).toContain(`shares ${8 - absent.length} of 8`);
  for (const tile of absent) expect(tile.getAttribute('aria-label')).toContain("absent from A's top 8");

  // Another anchor: the next, or the image that is pressed.
  expect(negatives.textContent).toContain(`2 of ${N}`);
  await keys.click(within(negatives).getByRole('button', { name: 'Next anchor' }));
  expect(negatives.textContent).toContain(`3 of ${N}`);
  const [tile] = within(within(negatives).getByRole('region', { name: 'Hard negatives of A, first' })).getAllByRole('button');
  await keys.click(tile!);
  expect(negatives.textContent).not.toContain(`3 of ${N}`);

  const overlap = screen.getByRole('region', { name: 'Overlap of hard negatives' });
  await within(overlap).findByText(`mean over ${N} anchors`);
  const matrix = within(overlap).getByRole('table', { name: 'Hard negatives shared of 8' });
  const controls = [...matrix.querySelectorAll<HTMLElement>('td[data-control]')];
  expect(controls.map(({ title }) => title.replace(/share [\d.]+/, 'share …'))).toEqual([
    'first and second share … of 8; control: the same setting, another seed',
    'second and first share … of 8; control: the same setting, another seed',
  ]);
  expect(controls[0]!.textContent).toBe(controls[1]!.textContent);
  expect(Number.parseFloat(controls[0]!.textContent)).toBeGreaterThan(0);

  await keys.click(screen.getByRole('button', { name: '‹ All runs' }));
  expect(screen.getByRole('table', { name: 'Runs' })).toBeTruthy();
  expect(screen.getByRole('status').textContent).toBe('4 records selected');
});

it('shows a part of the steps alone in both curves, and all again in both', async () => {
  const { keys } = await compare(sample('first', {}), sample('second', { seed: 2 }));
  const reader = await screen.findByRole('slider', { name: 'Read values: Loss against step' });
  const parts = () => screen.queryAllByRole('button', { name: /^Show all again/ }).map((button) => button.textContent);
  await act(async () => reader.focus());
  await keys.keyboard('{Shift>}{ArrowLeft}{ArrowLeft}{/Shift}{Enter}');
  expect(parts()).toHaveLength(2);
  expect(parts()[0]).toMatch(/^steps? \d+/);
  expect(parts()[1]).toBe(parts()[0]);
  await keys.click(screen.getByRole('button', { name: /^Show all again: Recall@1/ }));
  expect(parts()).toEqual([]);
});

it('says that no overlap means anything without a control', async () => {
  await compare(sample('first', {}), sample('second', { head: { c: 0.5 } }));
  expect(await screen.findByText(/No two of these runs differ in the seed alone/)).toBeTruthy();
});

it('says of two seeds that were evaluated at other steps that this is why they are no control', async () => {
  const second = sample('second', { seed: 2 });
  for (const { snapshots, evaluations } of second.runs) for (const one of [...snapshots, ...evaluations]) one.step += 10;
  await compare(sample('first', {}), second);
  expect(await screen.findByText(/^A and B differ in the seed, but were evaluated after \d+ and \d+ steps/)).toBeTruthy();
  expect(screen.queryByText(/No two of these runs/)).toBeNull();
});

it('says which record cannot be read, and shows what is known of the others', async () => {
  const keep = vi.spyOn(MemoryRecords.prototype, 'read').mockImplementationOnce(() => Promise.reject(new Error('its file is damaged')));
  await compare(sample('first', {}), sample('second', { seed: 2 }));
  expect((await screen.findByRole('alert')).textContent).toContain('its file is damaged');
  await waitFor(() => expect(screen.getAllByRole('region', { name: /^Hard negatives of [AB], (first|second)/ })).toHaveLength(1));
  keep.mockRestore();
});
