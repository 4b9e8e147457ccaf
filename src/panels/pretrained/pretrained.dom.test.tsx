import { render, screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import type { SourceFile } from '../../core/ingest/source';
import { LocalWeights, safetensorsFile, timmTensors } from '../../engine/testing/localWeights';
import { LabProvider } from '../../state/LabProvider';
import { createWeightsStore } from '../../state/library/weights';
import { localLab } from '../../state/testing/local';
import { testStores } from '../../state/testing/rendered';
import { COMMON_FILES } from './commonFiles';
import { WeightsDialogs } from './WeightsDialogs';

const brought = async (source: SourceFile) => ({ path: source.path, file: await source.blob() });

function shown() {
  const port = new LocalWeights();
  const { lab } = localLab({ weights: port });
  const weights = createWeightsStore(lab, async () => port);
  const stores = { ...testStores, lab, weights };
  render(
    <LabProvider stores={stores}>
      <WeightsDialogs />
    </LabProvider>,
  );
  return { lab, weights, keys: userEvent.setup() };
}

describe('pretrained weights that were dropped', () => {
  it('say what was read of them, ask for what nothing says, and are taken for the model', async () => {
    const { lab, weights, keys } = shown();
    await weights.getState().take([await brought(safetensorsFile(timmTensors()))]);
    const dialog = await screen.findByRole('dialog', { name: 'Pretrained weights' });
    expect(dialog.textContent).toMatch(/model\.safetensors.*timm.*2 px · 8 × 2 · 2.*6 px, 9 patches/);
    const use = within(dialog).getByRole('button', { name: 'Keep and use' });
    expect(use).toHaveProperty('disabled', true);
    await keys.selectOptions(within(dialog).getByRole('combobox', { name: 'Normalisation' }), 'imagenet');
    const heads = within(dialog).getByRole('textbox', { name: 'Heads' });
    await keys.clear(heads);
    await keys.type(heads, '3');
    expect(within(dialog).getByRole('alert').textContent).toBe('A divisor of the width 8 is needed');
    expect(use).toHaveProperty('disabled', true);
    await keys.clear(heads);
    await keys.type(heads, '2');
    await keys.click(use);
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    await waitFor(() => expect(lab.getState().config.model).toMatchObject({ width: 8, heads: 2 }));
    expect(lab.getState().config.model.weights).toBe(weights.getState().kept![0]!.id);
  });

  it('are refused in the dialog with the reason', async () => {
    const { weights } = shown();
    await weights
      .getState()
      .take([await brought(safetensorsFile({ ...timmTensors(), dist_token: { shape: [1], data: new Float32Array(1) } }))]);
    const dialog = await screen.findByRole('dialog', { name: 'Pretrained weights' });
    expect(within(dialog).getByRole('alert').textContent).toMatch(/a distillation token/);
    weights.getState().cancel();
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  it('are listed with family, size and date, and go after a question; the common files are links', async () => {
    const { weights, keys } = shown();
    await weights.getState().add([await brought(safetensorsFile(timmTensors(), 'dino.safetensors'))]);
    weights.getState().show(true);
    const dialog = await screen.findByRole('dialog', { name: 'Pretrained weights' });
    const list = within(dialog).getByRole('list', { name: 'Pretrained weights' });
    expect(list.textContent).toMatch(/dino\.safetensorsDINO · patch 2, 8 × 2, 6 px · [\d.]+ kB · .*\d{4} · SHA-256 [0-9a-f]{12}…/);
    const links = within(dialog).getAllByRole('link');
    expect(links.map(({ textContent }) => textContent)).toEqual(COMMON_FILES.map(({ name }) => name));
    await keys.click(within(list).getByRole('button', { name: 'Delete dino.safetensors' }));
    await keys.click(within(await screen.findByRole('alertdialog')).getByRole('button', { name: 'Delete' }));
    await waitFor(() => expect(weights.getState().kept).toEqual([]));
    weights.getState().show(false);
  });
});
