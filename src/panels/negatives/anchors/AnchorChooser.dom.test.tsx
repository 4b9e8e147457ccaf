import { act, render, screen } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { expect, it } from 'vitest';
import { LabProvider } from '../../../state/LabProvider';
import { createStores } from '../../../state/stores';
import { AnchorChooser } from './AnchorChooser';

it('an order begins with the first of those ranked by now, and with the first of all when all are', async () => {
  const stores = createStores();
  const { lab, anchorOrder } = stores;
  lab.setState({ evaluation: { rows: new Int32Array(10), labels: new Int32Array(10) } });
  const view = (ranked: number) => (
    <LabProvider stores={stores}>
      <AnchorChooser ranked={ranked} />
    </LabProvider>
  );
  const { rerender } = render(view(0));
  await userEvent.setup().selectOptions(screen.getByRole('combobox', { name: 'Order of the anchors' }), 'disagreement');
  act(() => anchorOrder.getState().publish(Int32Array.of(4, 2), false));
  expect(lab.getState().anchor).toBe(4);
  // All are ranked, which the panel hears a moment before it has put them in order.
  rerender(view(1));
  expect(lab.getState().anchor).toBe(4);
  act(() => anchorOrder.getState().publish(Int32Array.of(7, 4, 2), true));
  expect(lab.getState().anchor).toBe(7);
  // Whoever has chosen another one meanwhile keeps it.
  act(() => lab.getState().selectAnchor(2));
  act(() => anchorOrder.getState().publish(Int32Array.of(1, 7, 4, 2), true));
  expect(lab.getState().anchor).toBe(2);
});
