import { act, render, screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import { LabProvider } from '../../state/LabProvider';
import { createStores } from '../../state/stores';
import { startedLab, until, withLocalTraining } from '../../state/testing/local';
import { sampleSnapshot } from '../../state/testing/samples';
import { RunsPanel } from '../runs';
import { AsOf } from '.';

withLocalTraining();

it('a panel says as of which step and head it is, until the views have been brought to where training stands', async () => {
  const { lab, state } = await startedLab();
  const Shown = () => <AsOf snapshot={state().runs[1]!.snapshot} />;
  const { rerender } = render(<div />);
  const draw = () =>
    rerender(
      <LabProvider stores={{ ...createStores(), lab }}>
        <Shown />
        <RunsPanel />
      </LabProvider>,
    );
  await act(async () => {
    await state().step(1);
    await until(() => state().runs[1]!.snapshot?.step === 0);
  });
  draw();
  expect(screen.getAllByText('as of step 0').length).toBe(2);

  await act(() => state().evaluate());
  draw();
  expect(screen.queryByText(/as of step/)).toBeNull();
  expect(screen.queryAllByText(/≠/)).toEqual([]);

  await act(() => lab.conductor.session.apply({ c: 0.7 }));
  draw();
  expect(screen.getAllByText(/as of step 1, earlier head/)[0]!.title).toMatch(
    /measured before a setting was changed: curvature c 0\.1, now 0\.7\. E evaluates now/,
  );
  // Its score stands beside the c it was measured with, and says that it is not of what is set.
  const row = screen.getByRole('button', { name: 'Change run hyperbolic' });
  expect(row.textContent).toMatch(/c 0\.1.*≠/);
  expect(screen.getByRole('button', { name: 'Change run spherical' }).textContent).not.toMatch(/≠/);

  await act(() => state().evaluate());
  draw();
  expect(screen.queryByText(/as of step/)).toBeNull();
  expect(screen.getByRole('button', { name: 'Change run hyperbolic' }).textContent).toMatch(/c 0\.7(?!.*≠)/);
});

it('a panel says of how many images it is, where it is not of all', async () => {
  const { lab, state } = await startedLab();
  const shown = { ...sampleSnapshot(state().config, state().config.runs[0]!, 0), subset: { places: Int32Array.of(0, 2), of: 1527 } };
  const draw = () =>
    render(
      <LabProvider stores={{ ...createStores(), lab }}>
        <AsOf snapshot={shown} />
      </LabProvider>,
    );
  const { unmount } = draw();
  expect(screen.getByText('6 of 1,527 images').title).toMatch(
    /fewer others of its class to find .* compare with one another alone\. All images come/,
  );
  unmount();
  act(() => lab.setState({ chosenRows: { anchor: 999 } }));
  draw();
  expect(screen.getByText('6 of 1,527 images').title).toMatch(/The anchor you chose is not among them: another image stands in for it/);
});
