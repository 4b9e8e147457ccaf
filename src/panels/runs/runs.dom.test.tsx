import { act, render, screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, describe, expect, it } from 'vitest';
import { inLab, testStores } from '../../state/testing/rendered';
import { defaultConfig } from '../../core/configuration/presets';
import { RunsPanel } from './RunsPanel';

const { lab: labStore } = testStores;

afterEach(() => labStore.getState().edit({ runs: defaultConfig.runs }));

const runs = () => labStore.getState().config.runs.map(({ name }) => name);
const rows = () => screen.getAllByRole('button', { name: /^Change run/ }).map((row) => row.getAttribute('aria-label'));
const closed = () => waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());

it('says that runs are alike only where there are several', async () => {
  render(<RunsPanel />, { wrapper: inLab });
  expect(screen.getByText(/same weights, same batches/)).toBeTruthy();
  await act(() => labStore.getState().edit({ runs: [{ name: 'alone', geometry: 'spherical' }] }));
  expect(screen.queryByText(/same weights/)).toBeNull();
});

describe('the dialog of a run', () => {
  it('adds a control with Enter, and gives the focus back', async () => {
    const keys = userEvent.setup();
    render(<RunsPanel />, { wrapper: inLab });
    const add = screen.getByRole('button', { name: 'Add a run' });
    await keys.click(add);
    const dialog = await screen.findByRole('dialog', { name: 'Add a run' });
    const name = within(dialog).getByRole('textbox', { name: /^Name/ });
    await keys.clear(name);
    await keys.type(name, 'another seed{Enter}');
    await closed();
    expect(runs()).toContain('another seed');
    expect(rows()).toContain('Change run another seed');
    await waitFor(() => expect(document.activeElement).toBe(add));
  });

  it('refuses a name that is taken, says so at the field, and changes nothing', async () => {
    const keys = userEvent.setup();
    render(<RunsPanel />, { wrapper: inLab });
    await keys.click(screen.getByRole('button', { name: 'Add a run' }));
    const dialog = await screen.findByRole('dialog', { name: 'Add a run' });
    const name = within(dialog).getByRole('textbox', { name: /^Name/ });
    await keys.clear(name);
    await keys.type(name, `${defaultConfig.runs[0]!.name}{Enter}`);
    expect(within(dialog).getAllByRole('alert').length).toBeGreaterThan(0);
    expect(runs()).toEqual(defaultConfig.runs.map((run) => run.name));
    await waitFor(() => expect(document.activeElement?.getAttribute('aria-invalid')).toBe('true'));
  });

  it('asks before it drops what was typed: twice Escape leads back to the field', async () => {
    const keys = userEvent.setup();
    render(<RunsPanel />, { wrapper: inLab });
    await keys.click(screen.getByRole('button', { name: 'Add a run' }));
    const dialog = await screen.findByRole('dialog', { name: 'Add a run' });
    await keys.type(within(dialog).getByRole('textbox', { name: /^Name/ }), '!');
    await keys.keyboard('{Escape}');
    await screen.findByRole('alertdialog');
    await keys.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('alertdialog')).toBeNull());
    expect(within(dialog).getByRole<HTMLInputElement>('textbox', { name: /^Name/ }).value).toMatch(/!$/);
    await keys.keyboard('{Escape}');
    await keys.click(within(await screen.findByRole('alertdialog')).getByRole('button', { name: 'Discard' }));
    await closed();
    expect(runs()).toEqual(defaultConfig.runs.map((run) => run.name));
  });

  it('gives a run a learning rate of its own, refuses one that cannot be, and shows it in the list', async () => {
    const keys = userEvent.setup();
    render(<RunsPanel />, { wrapper: inLab });
    await keys.click(screen.getByRole('button', { name: rows()[0]! }));
    const dialog = await screen.findByRole('dialog');
    const rate = within(dialog).getByRole<HTMLInputElement>('textbox', { name: /^Learning rate/ });
    expect(rate.placeholder).toBe('as all: 0.001');
    await keys.type(rate, '0{Enter}');
    within(dialog).getByText(/Learning rate must be greater than 0/);
    await keys.clear(rate);
    await keys.type(rate, '3e-4{Enter}');
    await closed();
    expect(labStore.getState().config.runs[0]!.optimizer).toEqual({ learningRate: 3e-4 });
    screen.getByText(/lr 3e-4/);
  });

  it('removes a run, and the focus goes on to the next one', async () => {
    const keys = userEvent.setup();
    render(<RunsPanel />, { wrapper: inLab });
    const [first, second] = rows();
    await keys.click(screen.getByRole('button', { name: first! }));
    await keys.click(await screen.findByRole('button', { name: 'Remove this run' }));
    await closed();
    expect(rows()[0]).toBe(second);
    await waitFor(() => expect(document.activeElement?.getAttribute('aria-label')).toBe(second));
  });
});
