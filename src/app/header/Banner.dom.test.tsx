import { act, fireEvent, render, screen } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import { keptOf } from '../../core/record/summary';
import { LabProvider } from '../../state/LabProvider';
import { createStores } from '../../state/stores';
import { sampleRecord } from '../../state/testing/samples';
import { Banner } from './Banner';

it('says that a run is being opened, and cannot be asked for it twice', async () => {
  const stores = createStores();
  let opened = () => {};
  const continueFrom = vi.fn(() => new Promise<void>((resolve) => (opened = resolve)));
  const left = { ...keptOf(sampleRecord({ n: 6, d: 4 }), { state: 'under way' }), checkpointStep: 280 };
  stores.runs.setState({ continueFrom, resumable: left });
  render(
    <LabProvider stores={stores}>
      <Banner />
    </LabProvider>,
  );
  fireEvent.click(screen.getByRole('button', { name: 'Resume' }));
  const button = screen.getByRole<HTMLButtonElement>('button', { name: 'Opening …' });
  expect(button.disabled).toBe(true);
  expect(screen.queryByRole('button', { name: 'Not now' })).toBeNull();
  fireEvent.click(button);
  expect(continueFrom).toHaveBeenCalledOnce();
  // One that could not be opened is offered again.
  await act(() => Promise.resolve(opened()));
  expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Resume' }).disabled).toBe(false);
});

it('offers to go on with a run that was left under way, and does so only when asked', async () => {
  const stores = createStores();
  const continueFrom = vi.fn(() => Promise.resolve());
  stores.runs.setState({ continueFrom });
  render(
    <LabProvider stores={stores}>
      <Banner />
    </LabProvider>,
  );
  expect(screen.queryByRole('region', { name: 'Unfinished run' })).toBeNull();
  const left = { ...keptOf(sampleRecord({ n: 6, d: 4 }), { state: 'under way' }), title: 'Mine', checkpointStep: 280 };
  act(() => stores.runs.setState({ resumable: left }));
  expect(screen.getByRole('region', { name: 'Unfinished run' }).textContent).toMatch(
    /Go on from step 280 of 300 of “Mine”, begun 24 Nov\?/,
  );
  expect(continueFrom).not.toHaveBeenCalled();
  await act(() => Promise.resolve(fireEvent.click(screen.getByRole('button', { name: 'Resume' }))));
  expect(continueFrom).toHaveBeenCalledWith('a test');
  fireEvent.click(screen.getByRole('button', { name: 'Not now' }));
  expect(screen.queryByRole('region', { name: 'Unfinished run' })).toBeNull();
});
