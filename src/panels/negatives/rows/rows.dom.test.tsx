import { act, render, screen, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { expect, it, vi } from 'vitest';
import { LabProvider, type LabStores } from '../../../state/LabProvider';
import { createStores } from '../../../state/stores';
import { sampleRecording } from '../../../state/testing/samples';
import { NegativesPanel } from '..';

function recorded(n = 12): LabStores {
  const unasked = () => Promise.reject(new Error('not asked for'));
  const analysis = { topK: vi.fn(() => Promise.resolve()), effectiveMap: unasked, selection: unasked, rankCorrelation: unasked };
  const stores: LabStores = { ...createStores(), analysis };
  stores.lab.conductor.showStored(sampleRecording({ n, d: 4 }));
  const classes = Array.from({ length: n }, (_, i) => ({ path: `class ${i}`, name: `class ${i}` }));
  stores.lab.setState({ imageSet: { ...stores.lab.getState().imageSet, id: 'emoji', title: 'Emoji', classes } as never });
  return stores;
}

const show = (stores: LabStores) =>
  render(
    <LabProvider stores={stores}>
      <NegativesPanel />
    </LabProvider>,
  );
const row = (run: string) => within(screen.getByRole('region', { name: `Hard negatives – ${run}` }));

it('Tab reaches the images of a row once; arrow keys move inside it, and up and down between rows', async () => {
  const keys = userEvent.setup();
  show(recorded());
  const tiles = (run: string) => row(run).getAllByRole('button');
  for (const run of ['spherical', 'hyperbolic', 'fused'])
    expect(
      tiles(run).filter(({ tabIndex }) => tabIndex === 0),
      run,
    ).toHaveLength(1);

  const first = row('spherical').getByRole('button', { name: /1st negative/ });
  expect(first.tabIndex).toBe(0);
  act(() => first.focus());
  await keys.keyboard('{ArrowRight}{ArrowRight}');
  expect(document.activeElement?.ariaLabel ?? document.activeElement?.getAttribute('aria-label')).toMatch(/3rd negative/);
  await keys.keyboard('{ArrowDown}');
  expect(row('hyperbolic').getByRole('button', { name: /3rd negative/ })).toBe(document.activeElement);
  await keys.keyboard('{End}');
  expect(document.activeElement?.getAttribute('aria-label')).toMatch(/6th negative/);
  await keys.keyboard('{Home}');
  expect(document.activeElement?.getAttribute('aria-label')).toMatch(/^anchor/);
  // Whoever comes back comes back to where they were.
  expect(tiles('hyperbolic').filter(({ tabIndex }) => tabIndex === 0)).toEqual([document.activeElement]);
});

it('k says when there are fewer, and what it may be; chosen by hand it no longer follows the width', async () => {
  const keys = userEvent.setup();
  const stores = recorded();
  show(stores);
  const k = screen.getByRole('spinbutton', { name: 'Hard negatives per row, k' });
  await keys.clear(k);
  await keys.type(k, '99');
  expect(screen.getByRole('alert').textContent).toBe('6 to 24');
  await keys.clear(k);
  await keys.type(k, '20');
  expect(screen.getByText(/^all \d+ there are$/)).toBeTruthy();
  act(() => stores.lab.getState().fitK(8));
  expect(stores.lab.getState().k).toBe(20);
});

it('a class that is not there is said to be not there, among how many', async () => {
  const keys = userEvent.setup();
  show(recorded());
  await keys.type(screen.getByRole('combobox', { name: 'Find a class' }), 'walrus');
  expect(screen.getByText(/^none of the \d+ evaluated classes holds “walrus”$/)).toBeTruthy();
});
