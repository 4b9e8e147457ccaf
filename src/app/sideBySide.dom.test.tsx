import { render, screen, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { expect, it } from 'vitest';
import { RunsPanel } from '../panels/runs';
import { LabProvider } from '../state/LabProvider';
import { createStores } from '../state/stores';
import { BackendControl } from './BackendControl';

it('two laboratories stand side by side: each view shows and changes its own', async () => {
  const keys = userEvent.setup();
  const [left, right] = [createStores(), createStores()];
  await right.lab.getState().edit({ runs: [{ name: 'only here', geometry: 'hyperbolic' }] });
  render(
    <>
      {[left, right].map((stores, i) => (
        <section key={i} aria-label={i === 0 ? 'left' : 'right'}>
          <LabProvider stores={stores}>
            <RunsPanel />
            <BackendControl />
          </LabProvider>
        </section>
      ))}
    </>,
  );
  const rows = (side: string) =>
    within(screen.getByRole('region', { name: side }))
      .getAllByRole('button', { name: /^Change run/ })
      .map((row) => row.getAttribute('aria-label'));
  expect(rows('left')).toEqual(['Change run spherical', 'Change run hyperbolic', 'Change run fused']);
  expect(rows('right')).toEqual(['Change run only here']);
  await keys.selectOptions(within(screen.getByRole('region', { name: 'right' })).getByRole('combobox'), 'wasm');
  expect([left, right].map(({ lab }) => lab.getState().config.backend)).toEqual(['auto', 'wasm']);
});

it('a view without a laboratory says what it lacks', () => {
  expect(() => render(<RunsPanel />)).toThrow(/outside a LabProvider/);
});
