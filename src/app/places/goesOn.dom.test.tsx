import { act, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { LabProvider } from '../../state/LabProvider';
import { createStores } from '../../state/stores';
import { localLab, until, withLocalTraining } from '../../state/testing/local';
import { Places } from './Places';

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

describe('training', () => {
  withLocalTraining();

  it('goes on while another place is looked at, whatever is shown of it, and in a tab that is hidden', async () => {
    const { lab } = localLab({ config: { steps: 100_000, evaluation: { every: 100_000, seconds: 0 } } });
    const stores = { ...createStores(), lab };
    stores.place.getState().go('runs');
    render(
      <LabProvider stores={stores}>
        <Places />
      </LabProvider>,
    );
    await act(() => lab.getState().train());
    const step = () => lab.getState().status.step;
    const goesOn = async () => {
      const from = step();
      await act(() => until(() => step() >= from + 2));
    };
    await goesOn();
    expect(await screen.findByRole('heading', { name: /^Runs/ }, { timeout: 50_000 })).toBeTruthy();
    act(() => stores.place.getState().go('sweep'));
    await goesOn();
    // As in a tab that is hidden: nothing is drawn any more.
    vi.stubGlobal('requestAnimationFrame', () => 0);
    vi.stubGlobal('requestIdleCallback', () => 0);
    vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden');
    document.dispatchEvent(new Event('visibilitychange'));
    await goesOn();
    expect(lab.getState().wantsTraining).toBe(true);
    await act(() => lab.getState().pause());
    lab.conductor.session.dispose();
  }, 120_000);
});
