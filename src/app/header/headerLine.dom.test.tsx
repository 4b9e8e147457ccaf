import { act, render, screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import { LabProvider } from '../../state/LabProvider';
import { createStores } from '../../state/stores';
import { Banner } from './Banner';
import { StatusLine } from './StatusLine';

const show = () => {
  const stores = createStores();
  render(
    <LabProvider stores={stores}>
      <Banner />
      <StatusLine />
    </LabProvider>,
  );
  return stores.lab;
};

it('the line under the header is there from the start, whatever the backend turns out to be, until it has been answered', async () => {
  const lab = show();
  const line = () => document.querySelectorAll('.app-banner');
  expect(line()).toHaveLength(1);
  expect(screen.getByText(/Opening the backend/)).toBeTruthy();

  act(() => lab.setState({ backend: { backend: 'webgpu', adapter: 'a GPU', software: false, gigaflops: 900 } as never }));
  expect(line()).toHaveLength(1);
  expect(screen.getByText(/Training runs on a GPU: .* for 300 steps of all runs/)).toBeTruthy();

  act(() => lab.setState({ proposal: { reason: 'No GPU: slow.', action: 'Use micro', patch: {} } }));
  expect(line()).toHaveLength(1);
  expect(screen.getByText('No GPU: slow.')).toBeTruthy();

  await act(() => lab.getState().answerProposal(false));
  expect(line()).toHaveLength(0);
});

it('the header holds the losses of all runs', async () => {
  const lab = show();
  const names = Array.from({ length: 8 }, (_, i) => `run ${i + 1}`);
  await act(() => lab.getState().edit({ runs: names.map((name) => ({ name, geometry: 'hyperbolic' as const })) }));
  act(() => lab.setState({ trained: true }));
  for (const name of names) expect(document.querySelector(`.app-status-losses > [title="${name}"]`), name).toBeTruthy();
});
