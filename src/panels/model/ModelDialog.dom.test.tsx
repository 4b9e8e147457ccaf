import { render, screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, describe, expect, it } from 'vitest';
import { inLab, testStores } from '../../state/testing/rendered';
import { defaultConfig } from '../../core/configuration/presets';
import { ModelPanel } from './ModelPanel';

const { lab: labStore } = testStores;

afterEach(() => labStore.getState().edit({ model: defaultConfig.model, steps: defaultConfig.steps }));

const opened = async () => {
  const keys = userEvent.setup();
  render(<ModelPanel />, { wrapper: inLab });
  await keys.click(screen.getByRole('button', { name: /change/i }));
  return { keys, dialog: await screen.findByRole('dialog', { name: 'Model and training' }) };
};

describe('the dialog of the model', () => {
  it('applies a preset and a typed number together', async () => {
    const { keys, dialog } = await opened();
    await keys.selectOptions(within(dialog).getByRole('combobox', { name: 'Model preset' }), 'micro');
    const steps = within(dialog).getByRole('textbox', { name: /^Steps/ });
    await keys.clear(steps);
    await keys.type(steps, '120{Enter}');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    const { config } = labStore.getState();
    expect([config.steps, config.model.width]).toEqual([120, 64]);
  });

  it('stays open with what cannot be used, and says how many settings that are', async () => {
    const { keys, dialog } = await opened();
    const steps = within(dialog).getByRole('textbox', { name: /^Steps/ });
    await keys.clear(steps);
    await keys.type(steps, 'many{Enter}');
    expect(dialog.textContent).toContain('One setting cannot be used.');
    expect(within(dialog).getByRole('alert').textContent).toContain('“many” is not a number');
    expect(labStore.getState().config.steps).toBe(defaultConfig.steps);
    await keys.keyboard('{Escape}');
    await keys.click(within(await screen.findByRole('alertdialog')).getByRole('button', { name: 'Discard' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });
});
