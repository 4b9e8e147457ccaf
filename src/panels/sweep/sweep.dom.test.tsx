import { act, render, screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import { defaultConfig } from '../../core/configuration/presets';
import { recipeSweep, RECIPES } from '../../core/configuration/recipes';
import { applyPatch } from '../../core/configuration/validate';
import { BackendError } from '../../core/errors';
import { cellsOf, GEOMETRY, type CellStatus } from '../../core/sweep';
import { LocalRecords } from '../../engine/testing/localRecords';
import { LabProvider, type LabStores } from '../../state/LabProvider';
import { createProposed } from '../../state/sweep/proposed';
import { createSweepStore } from '../../state/sweep/sweeps';
import { MemoryImages, localLab } from '../../state/testing/local';
import { testStores } from '../../state/testing/rendered';
import { CellTable } from './table/CellTable';
import { SweepForm } from './form/SweepForm';
import { SweepPage } from './SweepPage';

/** Stores of a page on which no backend can be opened: what is planned is real, and every cell fails. */
function stores(): LabStores {
  const { lab } = localLab({ images: new MemoryImages({ emoji: 9 }) });
  const sweeps = createSweepStore(lab, {
    records: new LocalRecords(),
    training: () => Promise.reject(new BackendError('There is no backend here.')),
    cores: () => 3,
    retries: [0],
  });
  return { ...testStores, lab, sweeps, proposed: createProposed() };
}

function form() {
  const own = stores();
  const onBegun = vi.fn();
  render(
    <LabProvider stores={own}>
      <SweepForm onBegun={onBegun} />
    </LabProvider>,
  );
  return { ...own, onBegun, keys: userEvent.setup() };
}

const field = (name: string) => screen.getByRole<HTMLInputElement>('textbox', { name });
const button = (name: string) => screen.getByRole<HTMLButtonElement>('button', { name });

describe('the form of a sweep', () => {
  it('is filled with a preset that was asked for, with the settings of that, or of Train where they are asked for', async () => {
    const own = form();
    const recipe = RECIPES.find(({ id }) => id === 'curvature')!;
    const run = vi.spyOn(own.sweeps.getState(), 'run').mockResolvedValue('begun');
    await act(() => own.lab.getState().edit({ head: { clipRadius: 1.5 } }));
    await act(async () => own.proposed.getState().propose(recipeSweep(recipe, own.lab.getState().config)!));
    expect(field('Values of curvature c').value).toBe('0.01, 0.03, 0.1, 0.3, 1');
    await own.keys.click(button('Run sweep'));
    await waitFor(() => expect(own.onBegun).toHaveBeenCalled());
    expect(run.mock.lastCall![0]).toMatchObject({ title: 'Curvature study', base: { head: { clipRadius: 2.3 } } });
    await own.keys.click(button('Use the settings of Train'));
    await own.keys.click(button('Run sweep'));
    expect(run.mock.lastCall![0]).toMatchObject({ base: { head: { clipRadius: 1.5 } } });
    expect(run.mock.lastCall![0]).not.toHaveProperty('title');
  });

  it('opens with the grid of a sweep that was left unfinished, once, with its settings', async () => {
    const own = stores();
    const base = applyPatch(own.lab.getState().config, { head: { clipRadius: 1.5 } });
    await own.sweeps.getState().run({ grid: { [GEOMETRY]: ['fused'], 'head.c': [0.1, 0.3] }, base, budget: { steps: 7 }, metric: 'map@r' });
    await own.sweeps.getState().pause(own.sweeps.getState().sweeps![0]!.definition.id);
    render(
      <LabProvider stores={own}>
        <SweepPage />
      </LabProvider>,
    );
    await waitFor(() => expect(field('Values of curvature c').value).toBe('0.1, 0.3'));
    expect(screen.queryByRole('textbox', { name: 'Values of temperature τ spherical' })).toBeNull();
    expect([field('Budget of a cell').value, screen.getByRole<HTMLSelectElement>('combobox', { name: 'Judged by' }).value]).toEqual([
      '7',
      'map@r',
    ]);
    // What is typed stays, whatever becomes of the sweep.
    const keys = userEvent.setup();
    await keys.clear(field('Budget of a cell'));
    await keys.type(field('Budget of a cell'), '9');
    await act(() => own.sweeps.getState().refresh());
    expect(field('Budget of a cell').value).toBe('9');
    const run = vi.spyOn(own.sweeps.getState(), 'run').mockResolvedValue('begun');
    await keys.click(button('Run sweep'));
    expect(run.mock.lastCall![0]).toMatchObject({ base: { head: { clipRadius: 1.5 } }, budget: { steps: 9 } });
  });

  it('says at the field what is wrong, what a range comes to, and how many cells there are', async () => {
    const { keys } = form();
    const values = field('Values of temperature τ spherical');
    await keys.clear(values);
    await keys.type(values, '0.1, big');
    expect(values.getAttribute('aria-invalid')).toBe('true');
    const problem = document.getElementById(values.getAttribute('aria-describedby')!)!;
    expect(problem.textContent).toContain('“big” is not a number');
    expect(button('Run sweep').disabled).toBe(true);
    await keys.clear(values);
    await keys.type(values, '0.05…0.2 log 3');
    expect(document.getElementById(values.getAttribute('aria-describedby')!)!.textContent).toBe('3 values: 0.05, 0.1, 0.2');
    expect(button('Run sweep').disabled).toBe(false);
    // Three temperatures of each geometry with three seeds: what means nothing to a geometry is not run per value.
    expect(await screen.findByText('18', { selector: 'strong' })).toBeTruthy();
    const struck = screen.getByText(/combinations struck out/).closest('details')!;
    expect(within(struck).getAllByRole('listitem').length).toBeGreaterThan(0);
    expect(struck.textContent).toContain('means nothing to a hyperbolic run');
  });

  it('adds and drops settings, geometries and halving, and refuses a budget of nothing', async () => {
    const { keys } = form();
    await keys.click(button('+ sweep another setting'));
    expect(screen.getAllByRole('combobox', { name: /^Setting:/ })).toHaveLength(4);
    await keys.selectOptions(screen.getAllByRole('combobox', { name: /^Setting:/ })[3]!, 'head.c');
    expect(field('Values of curvature c').value).toBe('0.05, 0.1, 0.2');
    await keys.click(button('Do not sweep curvature c'));
    expect(screen.queryByRole('textbox', { name: 'Values of curvature c' })).toBeNull();
    await keys.click(button('spherical'));
    await keys.click(button('hyperbolic'));
    expect(screen.getByText('Choose one geometry at least')).toBeTruthy();
    await keys.click(button('fused'));
    const budget = field('Budget of a cell');
    await keys.clear(budget);
    await keys.type(budget, '0');
    expect(screen.getByRole('alert').textContent).toContain('Steps must be a whole number from 1');
    await keys.clear(budget);
    await keys.type(budget, '200');
    await keys.click(screen.getByRole('checkbox', { name: 'Stop the worse cells early' }));
    const first = field('First rung, steps');
    await keys.clear(first);
    await keys.type(first, '300');
    expect(screen.getByRole('alert').textContent).toContain('must come before the end');
  });

  it('begins the sweep, and says of a cell why it failed', async () => {
    const { keys, onBegun, sweeps } = form();
    await keys.click(button('Run sweep'));
    await waitFor(() => expect(onBegun).toHaveBeenCalledTimes(1));
    const [id] = onBegun.mock.calls[0] as [string];
    const { cells, state } = await sweeps.getState().ended(id);
    expect([state, cells.length]).toEqual(['ended', 18]);
    const retry = vi.fn();
    render(<CellTable statuses={cells} metric="recall@1" open={vi.fn()} retry={retry} advance={vi.fn()} />);
    const table = screen.getByRole('table', { name: 'Cells' });
    expect(within(table).getAllByRole('row')).toHaveLength(19);
    expect(within(table).getAllByText('failed')[0]!.textContent).toContain('There is no backend here');
    await keys.click(within(table).getAllByRole('button', { name: /^Retry hyperbolic, τ_h 0.1, seed 1/ })[0]!);
    expect(retry).toHaveBeenCalledTimes(1);
    await keys.click(within(table).getByRole('button', { name: 'seed' }));
    await keys.click(within(table).getByRole('button', { name: /^seed/ }));
    expect(within(table).getAllByRole('row')[1]!.textContent).toContain('3');
    expect(within(table).getByRole('columnheader', { name: /^seed/ }).getAttribute('aria-sort')).toBe('descending');
  });

  it('draws of many cells those that can be seen', () => {
    const { cells } = cellsOf(
      { base: defaultConfig, grid: { seed: Array.from({ length: 400 }, (_, i) => i) }, budget: { steps: 2 }, metric: 'recall@1' },
      { id: 'emoji', name: 'emoji', images: 1, classes: 1 },
    );
    const statuses = cells.map((cell): CellStatus => ({ cell, state: 'waiting', step: 0 }));
    render(<CellTable statuses={statuses} metric="recall@1" open={vi.fn()} retry={vi.fn()} advance={vi.fn()} />);
    const table = screen.getByRole('table', { name: 'Cells' });
    expect(table.getAttribute('aria-rowcount')).toBe('1201');
    expect(within(table).getAllByRole('row').length).toBeLessThan(60);
  });

  it('says what tuning will try before it does', () => {
    form();
    expect(screen.getByText(/^Chooses among .*lr 0\.00033, 0\.001, 0\.003/)).toBeTruthy();
    expect(button('Tune each geometry, then compare').disabled).toBe(false);
  });
});
