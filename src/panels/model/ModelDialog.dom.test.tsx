import { render, screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, describe, expect, it } from 'vitest';
import { inLab, testStores } from '../../state/testing/rendered';
import { defaultConfig } from '../../core/configuration/presets';
import { LabProvider } from '../../state/LabProvider';
import { MemoryImages, localLab } from '../../state/testing/local';
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

  it('says beside the settings what training will take, and takes the part that is trained and the microbatch', async () => {
    const { keys, dialog } = await opened();
    const group = within(dialog).getByRole('group', { name: 'What is trained, and memory' });
    await waitFor(() => expect(group.textContent).toMatch(/total, 3 runs/), { timeout: 20_000 });
    const before = group.textContent!;
    expect(before).toMatch(/whole batch of 128/);
    await keys.selectOptions(within(group).getByRole('combobox', { name: 'What is trained' }), 'last 1');
    await waitFor(() => expect(group.textContent).not.toBe(before));
    expect(group.textContent).toMatch(/\d+ k of \d+ k parameters/);
    const microbatch = within(group).getByRole('textbox', { name: /^Microbatch/ });
    await keys.clear(microbatch);
    await keys.type(microbatch, 'some');
    expect(group.textContent).toMatch(/“some” is not a number or “auto”/);
    await keys.clear(microbatch);
    await keys.type(microbatch, '48');
    await waitFor(() => expect(group.textContent).toMatch(/128 images in parts of 48/));
    await keys.selectOptions(within(dialog).getByRole('combobox', { name: 'Model preset' }), 'base');
    const memory = within(group).getByRole('textbox', { name: /^Memory/ });
    await keys.clear(memory);
    await keys.type(memory, '0.1');
    await keys.clear(microbatch);
    await keys.type(microbatch, '128');
    await keys.selectOptions(within(group).getByRole('combobox', { name: 'Recompute blocks' }), 'never');
    await keys.selectOptions(within(group).getByRole('combobox', { name: 'What is trained' }), 'all');
    await waitFor(() => expect(within(group).getByRole('alert').textContent).toMatch(/more than the 0\.1 GB asked for/));
    await keys.clear(memory);
    await keys.type(memory, '2{Enter}');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(labStore.getState().config).toMatchObject({ train: 'all', microbatch: 128, recompute: 'never', memory: 2 });
    await labStore.getState().edit({ microbatch: 'auto', recompute: 'auto' });
  });

  it('says what is held out for validation with what is typed, and why where nothing can be', async () => {
    const keys = userEvent.setup();
    const { lab } = localLab({ images: new MemoryImages({ emoji: 9 }), config: { evaluation: { split: 'validation' } } });
    await lab.conductor.showImageSet('emoji');
    render(
      <LabProvider stores={{ ...testStores, lab }}>
        <ModelPanel />
      </LabProvider>,
    );
    await keys.click(screen.getByRole('button', { name: /change/i }));
    const dialog = await screen.findByRole('dialog', { name: 'Model and training' });
    const split = within(dialog).getByRole('combobox', { name: 'Evaluation split' });
    const says = () => dialog.querySelector(`#${CSS.escape(split.getAttribute('aria-describedby')!)}`)?.textContent;
    expect(says()).toMatch(/Now validation: 2 of 7 training classes held back\.$/);
    const type = async (name: RegExp, text: string) => {
      const field = within(dialog).getByRole('textbox', { name });
      await keys.clear(field);
      await keys.type(field, text);
    };
    await type(/^Validation share/, '0.5');
    expect(says()).toMatch(/Now validation: 4 of 7 training classes held back\.$/);
    await type(/^Classes per batch/, '7');
    expect(says()).toMatch(
      /Now test: 2 classes of the set’s own\. Of the training classes none can be held back .* beside the 7 of a batch/,
    );
    await keys.selectOptions(split, 'test');
    expect(says()).toMatch(/Now test: 2 classes of the set’s own\.$/);
    const samples = within(dialog).getByRole('textbox', { name: /^Samples per class/ });
    const samplesSay = () => dialog.querySelector(`#${CSS.escape(samples.getAttribute('aria-describedby')!)}`)?.textContent;
    expect(samplesSay()).not.toContain('repeat');
    await type(/^Samples per class/, '50');
    expect(samplesSay()).toMatch(/Images repeat in a batch: all classes have fewer than 50 training images\.$/);
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
