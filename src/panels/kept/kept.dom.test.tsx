import { act, render, screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { Profiler } from 'react';
import { beforeAll, describe, expect, it } from 'vitest';
import { defaultConfig } from '../../core/configuration/presets';
import { applyPatch } from '../../core/configuration/validate';
import type { KeptRecord } from '../../core/record/kept';
import { LabProvider } from '../../state/LabProvider';
import { createRunsStore } from '../../state/library/runs';
import { createStores } from '../../state/stores';
import { MemoryRecords } from '../../state/testing/memoryRecords';
import { sampleRecord } from '../../state/testing/samples';
import { RunsPage } from './RunsPage';
import { keptRecord, type KeptOptions } from './testing/kept';

/** The light document lays nothing out: the table is as high as on a small screen. */
const HEIGHT = 640;
beforeAll(() => {
  Object.defineProperty(HTMLElement.prototype, 'clientHeight', {
    configurable: true,
    get(this: HTMLElement) {
      return this.getAttribute('role') === 'table' ? HEIGHT : 0;
    },
  });
});

/** The page over these rows; what is beside the rows in a record is that of a sample. */
async function page(rows: readonly KeptRecord[], save?: (ids: readonly string[]) => Promise<void>) {
  const port = new MemoryRecords();
  const record = sampleRecord({ n: 6, d: 4 }, applyPatch(defaultConfig, { runs: defaultConfig.runs.slice(0, 1) }), 10);
  for (const kept of rows) port.entries.set(kept.id, { record: { ...record, id: kept.id }, kept, checkpoints: [] });
  const stores = createStores();
  const runs = createRunsStore(port, stores.lab);
  const all = { ...stores, runs };
  const commits = { count: 0 };
  const shown = render(
    <LabProvider stores={all}>
      <Profiler id="runs" onRender={() => commits.count++}>
        <RunsPage {...(save ? { save } : {})} />
      </Profiler>
    </LabProvider>,
  );
  await waitFor(() => expect(runs.getState().use).toBeDefined());
  if (rows.length > 0) await screen.findByRole('table', { name: 'Runs' });
  return { ...shown, port, stores: all, commits, keys: userEvent.setup() };
}

const three = (): KeptRecord[] => {
  const of = (id: string, recall: number, options: KeptOptions = {}) =>
    keptRecord(id, { geometry: 'hyperbolic', recall, date: `2026-11-2${recall * 10}T12:00:00Z`, ...options });
  return [
    of('low', 0.3, { head: { tauHyperbolic: 0.05 }, tags: ['paper'] }),
    of('high', 0.5, { head: { tauHyperbolic: 0.4 } }),
    of('middle', 0.4, { head: { tauHyperbolic: 0.1 }, state: 'failed', error: 'the loss is not finite' }),
  ];
};

const rowsShown = () => screen.getAllByRole('row').slice(1);
const titles = () => [...document.querySelectorAll('.kept-name')].map((name) => name.textContent);
const heads = () => screen.getAllByRole('columnheader').map((head) => head.textContent);
const table = () => screen.getByRole('table', { name: 'Runs' });
const row = (title: string) => rowsShown().find((one) => one.querySelector('.kept-name')?.textContent === title)!;

describe('the table of runs', () => {
  it('says what will stand in it where nothing is kept yet, and leads to Train', async () => {
    const { keys, stores } = await page([]);
    expect(await screen.findByText(/Every experiment that you train/)).toBeTruthy();
    stores.place.getState().go('runs');
    await keys.click(screen.getByRole('button', { name: 'Go to Train' }));
    expect(stores.place.getState().place).toBe('train');
  });

  it('says of figures of an earlier step which one they are of', async () => {
    const [low, high] = three();
    const [run] = high!.runs;
    await page([low!, { ...high!, runs: [{ ...run!, evaluated: { ...run!.evaluated!, step: high!.step - 1 } }] }]);
    expect(within(row('low')).queryByText(/^at /)).toBeNull();
    expect(within(row('high')).getByText(`at ${high!.step - 1}`)).toBeTruthy();
  });

  it('shows the newest first with what tells them apart, and sorts by any column either way', async () => {
    const { keys } = await page(three());
    expect(titles()).toEqual(['high', 'middle', 'low']);
    expect(
      heads()
        .slice(2, 6)
        .map((head) => head?.replace(/[↑↓]/, '')),
    ).toEqual(['Title', 'Geometry', 'τ_h', 'Step']);
    await keys.click(screen.getByRole('button', { name: /^Recall@1, %/ }));
    expect(titles()).toEqual(['high', 'middle', 'low']);
    expect(screen.getByRole('columnheader', { name: /Recall@1, %/ }).getAttribute('aria-sort')).toBe('descending');
    await keys.click(screen.getByRole('button', { name: /^Recall@1, %/ }));
    expect(titles()).toEqual(['low', 'middle', 'high']);
    await keys.click(screen.getByRole('button', { name: /^τ_h/ }));
    expect(titles()).toEqual(['low', 'middle', 'high']);
  });

  it('says when, before what people write: how long and how often it was looked at tells no records apart', async () => {
    const [low, high] = three();
    const { configuration } = high!;
    await page([low!, { ...high!, configuration: { ...configuration, steps: 7, evaluation: { ...configuration.evaluation, every: 3 } } }]);
    const order = heads().map((head) => head?.replace(/[↑↓]/, ''));
    expect(order.slice(4, 6)).toEqual(['τ_h', 'Step']);
    expect(order.slice(order.indexOf('Time'), order.indexOf('Time') + 6)).toEqual(['Time', 'Date', 'Tags', 'Note', 'steps', 'eval every']);
  });

  it('marks a failed record with why, shows figures with their error, and all settings where asked', async () => {
    const { keys } = await page(three());
    expect(within(row('middle')).getByText('failed: the loss is not finite')).toBeTruthy();
    expect(within(row('high')).getByText('50.0')).toBeTruthy();
    expect(within(row('high')).getByText('± 1.0')).toBeTruthy();
    expect(heads()).not.toContain('lr');
    await keys.click(screen.getByRole('checkbox', { name: 'only differences' }));
    expect(heads()).toEqual(expect.arrayContaining(['lr', 'Backend', 'c']));
  });

  it('searches and filters, says how many are left, and shows all again', async () => {
    const { keys } = await page(three());
    const search = screen.getByRole('searchbox', { name: 'Search runs' });
    await keys.type(search, 'τ_h<=0.1');
    expect(titles()).toEqual(['middle', 'low']);
    expect(screen.getByText('2 of 3 records')).toBeTruthy();
    await keys.selectOptions(screen.getByRole('combobox', { name: 'Tag' }), 'paper');
    expect(titles()).toEqual(['low']);
    await keys.selectOptions(screen.getByRole('combobox', { name: 'State' }), 'failed');
    expect(titles()).toEqual([]);
    await keys.click(screen.getByRole('button', { name: 'Show all' }));
    expect(titles()).toEqual(['high', 'middle', 'low']);
  });

  it('shows the figures of several runs in one row, and each run below it where asked', async () => {
    const { keys } = await page([keptRecord('three', { config: defaultConfig })]);
    expect(within(row('three')).getByText('3 runs')).toBeTruthy();
    await keys.click(screen.getByRole('button', { name: 'Show the runs of three' }));
    expect(rowsShown()).toHaveLength(4);
    expect(rowsShown()[2]!.textContent).toContain('hyperbolic');
  });

  it('marks a record of a newer version, does not open it, and lets a person delete it', async () => {
    const { keys, stores, port } = await page(three());
    await act(async () => {
      const { records = [] } = stores.runs.getState();
      stores.runs.setState({ records: [...records, { id: 'later', newer: true, version: 9, date: '2027-01-01', bytes: 5 }] });
    });
    const newer = rowsShown().at(-1)!;
    expect(newer.textContent).toContain('records of version 9');
    expect(within(newer).queryByRole('button', { name: 'Open' })).toBeNull();
    port.entries.set('later', { ...port.entries.get('low')! });
    await keys.click(within(newer).getByRole('button', { name: 'Delete' }));
    await waitFor(() => expect(stores.runs.getState().removed).toEqual(['later']));
  });
});

describe('what is noted of a record', () => {
  it('is written in the row: F2 renames, Tab goes on to tags and note, Enter keeps, Escape does not', async () => {
    const { keys, port } = await page(three());
    await act(async () => table().focus());
    await keys.keyboard('{F2}');
    const title = await screen.findByRole('textbox', { name: 'Title of high' });
    await keys.clear(title);
    await keys.type(title, 'best{Tab}');
    await keys.type(await screen.findByRole('textbox', { name: 'Tags of best' }), 'paper, τ study{Tab}');
    await keys.type(await screen.findByRole('textbox', { name: 'Note of best' }), 'look at the norms{Enter}');
    await waitFor(() =>
      expect(port.entries.get('high')!.kept).toMatchObject({ title: 'best', tags: ['paper', 'τ study'], note: 'look at the norms' }),
    );
    await waitFor(() => expect(document.activeElement).toBe(table()));
    await keys.keyboard('{F2}x{Escape}');
    expect(port.entries.get('high')!.kept.title).toBe('best');
    expect(titles()).toContain('best');
  });

  it('is never an empty title', async () => {
    const { keys, port } = await page(three());
    await keys.click(screen.getByRole('button', { name: 'Rename low' }));
    await keys.clear(await screen.findByRole('textbox', { name: 'Title of low' }));
    await keys.keyboard('{Enter}');
    expect(port.entries.get('low')!.kept.title).toBe('low');
  });
});

describe('keys', () => {
  it('move, select, and delete with undo; the row that takes the place is stood on', async () => {
    const { keys, stores, port } = await page(three());
    await act(async () => table().focus());
    const active = () => document.querySelector('.kept-row[data-active] .kept-name')?.textContent;
    expect(active()).toBe('high');
    await keys.keyboard('{ArrowDown}');
    expect(active()).toBe('middle');
    const announced = () => document.querySelector('[data-announced]')?.textContent;
    expect(announced()).toBe('middle');
    await keys.keyboard('[Space]');
    expect(announced()).toBe('middle, selected');
    expect(within(row('middle')).getByRole<HTMLInputElement>('checkbox').checked).toBe(true);
    await keys.keyboard('{Shift>}{ArrowDown}{/Shift}');
    expect(screen.getByRole('status').textContent).toBe('2 records selected');
    await keys.keyboard('{Delete}');
    await waitFor(() => expect(titles()).toEqual(['high']));
    expect(active()).toBe('high');
    const [notice] = stores.lab.getState().notices;
    expect(notice).toMatchObject({ text: '2 records deleted.', action: { label: 'Undo' } });
    await act(async () => notice!.action!.run());
    await waitFor(() => expect(titles()).toEqual(['high', 'middle', 'low']));
    expect([...port.entries.values()].some(({ removed }) => removed)).toBe(false);
  });

  it('take the last deletion back with Ctrl+Z, and there is one notice of it', async () => {
    const { keys, stores } = await page(three());
    await act(async () => table().focus());
    await keys.keyboard('{Delete}');
    await waitFor(() => expect(titles()).toEqual(['middle', 'low']));
    await keys.keyboard('{Delete}');
    await waitFor(() => expect(titles()).toEqual(['low']));
    expect(stores.lab.getState().notices.map(({ text }) => text)).toEqual(['“middle” deleted.']);
    await keys.keyboard('{Control>}z{/Control}');
    await waitFor(() => expect(titles()).toEqual(['middle', 'low']));
    expect(stores.lab.getState().notices).toEqual([]);
  });

  it('Space selects and does not train; Enter opens, and says why where it cannot', async () => {
    const { keys, stores } = await page(three());
    await act(async () => table().focus());
    await keys.keyboard('[Space]');
    expect(stores.lab.getState().wantsTraining).toBe(false);
    const opened: string[] = [];
    stores.runs.setState({ open: async (id) => void opened.push(id) });
    await keys.keyboard('{Enter}');
    await waitFor(() => expect(stores.place.getState().place).toBe('train'));
    expect(opened).toEqual(['high']);
    stores.runs.setState({ open: () => Promise.reject(new Error('its images are not here')) });
    await keys.keyboard('{Enter}');
    await waitFor(() => expect(stores.lab.getState().notices.at(-1)).toMatchObject({ kind: 'error', text: 'its images are not here' }));
  });

  it('ask before they pause what trains', async () => {
    const { keys, stores } = await page(three());
    await act(async () => {
      table().focus();
      stores.lab.setState({ wantsTraining: true, pause: async () => stores.lab.setState({ wantsTraining: false }) });
      stores.runs.setState({ open: async () => undefined });
    });
    await keys.keyboard('{Enter}');
    const question = await screen.findByRole('alertdialog', { name: 'Pause the training that goes on?' });
    await keys.click(within(question).getByRole('button', { name: 'Let it train' }));
    await waitFor(() => expect(screen.queryByRole('alertdialog')).toBeNull());
    expect(stores.lab.getState().wantsTraining).toBe(true);
    await act(async () => table().focus());
    await keys.keyboard('{Enter}');
    await keys.click(within(await screen.findByRole('alertdialog')).getByRole('button', { name: 'Pause it' }));
    await waitFor(() => expect(stores.lab.getState().wantsTraining).toBe(false));
    expect(stores.place.getState().place).toBe('train');
  });
});

describe('an export', () => {
  it('is of the selected records, says that it is being made, and why it could not be', async () => {
    const saved: (readonly string[])[] = [];
    let made: (() => void) | undefined;
    const { keys, stores } = await page(three(), async (ids) => {
      saved.push(ids);
      if (saved.length > 1) throw new Error('its file is damaged');
      await new Promise<void>((resolve) => (made = resolve));
    });
    const button = (name: string) => screen.getByRole<HTMLButtonElement>('button', { name });
    expect(button('Export').disabled).toBe(true);
    for (const id of ['low', 'high']) await keys.click(screen.getByRole('checkbox', { name: `Select ${id}` }));
    await keys.click(button('Export'));
    expect(button('Exporting …').disabled).toBe(true);
    await act(async () => made!());
    expect(saved).toEqual([['low', 'high']]);
    await keys.click(button('Export'));
    await waitFor(() => expect(stores.lab.getState().notices.at(-1)).toMatchObject({ kind: 'error', text: 'its file is damaged' }));
    expect(button('Export').disabled).toBe(false);
  });
});

describe('5,000 records', () => {
  const GEOMETRIES = ['spherical', 'hyperbolic', 'fused'] as const;
  const many = () =>
    Array.from({ length: 5000 }, (_, i) =>
      keptRecord(`run ${i}`, {
        geometry: GEOMETRIES[i % 3]!,
        seed: i % 7,
        recall: 0.3 + ((i * 37) % 1000) / 5000,
        date: new Date(Date.UTC(2026, 0, 1) + i * 60_000).toISOString(),
      }),
    );
  /** Rows that are seen, and some beyond. */
  const MOST_ROWS = Math.ceil(HEIGHT / 44) + 2 * 6 + 2;

  it('are in the page as room, and filtered, sorted, scrolled and selected in one redraw each', async () => {
    const { keys, commits } = await page(many());
    expect(table().getAttribute('aria-rowcount')).toBe('5001');
    const few = () => expect(rowsShown().length > 10 && rowsShown().length <= MOST_ROWS).toBe(true);
    few();
    const redraws = async (what: () => Promise<unknown>): Promise<number> => {
      const before = commits.count;
      await what();
      few();
      return commits.count - before;
    };
    const recall = screen.getByRole('button', { name: /^Recall@1, %/ });
    expect(await redraws(() => keys.click(recall))).toBe(1);
    expect(within(rowsShown()[0]!).getByText('50.0')).toBeTruthy();
    const geometry = within(screen.getByRole('group', { name: 'Geometries' })).getByRole('button', { name: 'spherical' });
    expect(await redraws(() => keys.click(geometry))).toBeLessThanOrEqual(2);
    expect(screen.getByText('1,667 of 5,000 records')).toBeTruthy();
    const search = screen.getByRole('searchbox', { name: 'Search runs' });
    await keys.click(search);
    expect(await redraws(() => keys.keyboard('3'))).toBe(1);
    expect(await redraws(() => keys.click(within(rowsShown()[1]!).getByRole('checkbox')))).toBe(1);
    const scroll = async (top: number) =>
      act(async () => {
        table().scrollTop = top;
        table().dispatchEvent(new Event('scroll'));
      });
    const [first] = titles();
    // The place, and 150 ms later that it rests.
    expect(await redraws(() => scroll(20_000))).toBeLessThanOrEqual(2);
    expect(titles()).not.toContain(first);
  });
});
