import { render, screen } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { defaultConfig } from '../../core/configuration/presets';
import { recipeConfig, RECIPES } from '../../core/configuration/recipes';
import { Commands } from './Commands';

const configOf = (id: string) =>
  recipeConfig(
    RECIPES.find((recipe) => recipe.id === id)!,
    defaultConfig,
  );

describe('commands of the released code', () => {
  it('are copied, with what differs beside them; a run without one says why', async () => {
    const user = userEvent.setup();
    const { container } = render(<Commands config={configOf('hypmix-released')} imageSet="CUB" />);
    await user.click(screen.getByText('As commands of the released code'));
    expect(container.textContent).toMatch(/spherical: none, since gradients are clipped to 3 there\./);
    expect(container.textContent).toMatch(/its clip radius never acts/);
    await user.click(screen.getByRole('button', { name: 'Copy the command of HypMix for fused' }));
    expect(await navigator.clipboard.readText()).toBe(container.querySelector('code')!.textContent);
    expect(screen.getByRole('status').textContent).toBe('copied');
  });

  it('are not shown where there is none', () => {
    const { container } = render(<Commands config={defaultConfig} imageSet="CUB" />);
    expect(container.textContent).toBe('');
  });
});
