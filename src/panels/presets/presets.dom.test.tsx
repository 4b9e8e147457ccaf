import { act, render, screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, describe, expect, it } from 'vitest';
import { RECIPES } from '../../core/configuration/recipes';
import { LabProvider } from '../../state/LabProvider';
import { createStores } from '../../state/stores';
import { createRunsStore } from '../../state/library/runs';
import { startedLab, until, withLocalTraining, type LocalLab } from '../../state/testing/local';
import { MemoryRecords } from '../../state/testing/memoryRecords';
import { PresetsButton } from './PresetsButton';

let open: LocalLab[] = [];
afterEach(() => {
  open.forEach(({ lab }) => lab.conductor.session.dispose());
  open = [];
});

/** The button over a laboratory that trains in this thread, and keeps what it trains in memory. */
async function presets() {
  const local = await startedLab();
  open.push(local);
  const runs = createRunsStore(new MemoryRecords(), local.lab);
  runs.begin();
  const stores = { ...createStores(), lab: local.lab, runs };
  const keys = userEvent.setup();
  render(
    <LabProvider stores={stores}>
      <PresetsButton />
    </LabProvider>,
  );
  await keys.click(screen.getByRole('button', { name: 'Presets' }));
  return { ...local, stores, keys, dialog: await screen.findByRole('dialog', { name: 'Presets' }) };
}

const closed = () => waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());

describe('presets', () => {
  withLocalTraining();

  it('are all there with what to look for, and those that the image set cannot carry say so', async () => {
    const { dialog } = await presets();
    for (const { name, lookFor } of RECIPES) {
      expect(within(dialog).getByText(name)).toBeTruthy();
      expect(within(dialog).getByText(lookFor.join(' '))).toBeTruthy();
    }
    const released = within(dialog).getByRole<HTMLButtonElement>('button', { name: 'Take: Hyp-ViT, as released (CUB)' });
    expect(released.disabled).toBe(true);
    expect(released.closest('li')!.textContent).toMatch(/Not with this image set: batch\.classes: .*100, but only 3 classes/);
  });

  it('are taken with one press, and taken back with another', async () => {
    const { dialog, keys, state } = await presets();
    const before = state().config;
    await keys.click(within(dialog).getByRole('button', { name: 'Take: Does another seed differ as much?' }));
    await closed();
    await waitFor(() => expect(state().notices.at(-1)?.action?.label).toBe('Undo'));
    expect(state().config.runs.map(({ name }) => name)).toEqual(['spherical', 'spherical, seed 2', 'hyperbolic', 'hyperbolic, seed 2']);
    // Where and on what is trained stays.
    expect(state().config).toMatchObject({ imageSet: before.imageSet, model: before.model, batch: before.batch, backend: before.backend });
    await act(async () => state().notices.at(-1)!.action!.run());
    await waitFor(() => expect(state().config).toEqual(before));
  });

  it('ask before another experiment takes the place of the one under way, and bring that one back', async () => {
    const { dialog, keys, state } = await presets();
    await act(() => state().step(1));
    const before = state().config;
    const losses = state().runs.map(({ metrics }) => metrics.loss[0]);
    const take = within(dialog).getByRole('button', { name: 'Take: Does another seed differ as much?' });
    await keys.click(take);
    await keys.click(within(await screen.findByRole('alertdialog')).getByRole('button', { name: 'Keep training' }));
    expect(state()).toMatchObject({ config: before, trained: true });
    await keys.click(take);
    await keys.click(within(await screen.findByRole('alertdialog')).getByRole('button', { name: 'Begin anew' }));
    await closed();
    await until(() => state().notices.length > 0);
    expect(state().notices).toMatchObject([{ action: { label: 'Undo' } }]);
    expect(state().trained).toBe(false);
    expect(state().config.runs).toHaveLength(4);
    await act(async () => state().notices.at(-1)!.action!.run());
    await until(() => state().trained);
    expect(state().status.step).toBe(1);
    expect(state().config.runs).toEqual(before.runs);
    expect(state().runs.map(({ metrics }) => metrics.loss[0])).toEqual(losses);
  });

  it('that are sweeps lead to Sweep with their grid, and set nothing up in Train', async () => {
    const { dialog, keys, state, stores } = await presets();
    const before = state().config;
    await keys.click(within(dialog).getByRole('button', { name: 'Open in Sweep: Curvature study' }));
    await closed();
    expect(stores.place.getState().place).toBe('sweep');
    expect(state().config).toBe(before);
    const { request } = stores.proposed.getState();
    expect(request).toMatchObject({ title: 'Curvature study', metric: 'recall@1', base: { imageSet: before.imageSet } });
    expect(request!.grid['head.c']).toHaveLength(5);
  });
});
