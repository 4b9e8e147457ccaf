import { act, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { beforeEach, expect, it, vi } from 'vitest';
import { LabProvider, type LabStores } from '../../state/LabProvider';
import { FakeProjections } from '../../state/testing/projections';
import { sampleRecording } from '../../state/testing/samples';
import { createStores } from '../../state/stores';
import { createProjectionStore } from '../../state/views/projections/projections';
import { DiskBar, DiskPanel } from '.';
import { readoutSide } from './Readout';

beforeEach(() => {
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(260);
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(270);
});

const CLASSES = Array.from({ length: 40 }, (_, i) => ({ path: `things/kind ${i % 3}/class ${i}`, name: `class ${i}` }));

/** A laboratory that shows a recording of 40 classes, and the worker that would lay its pictures out. */
function recorded(): { stores: LabStores; port: FakeProjections } {
  const port = new FakeProjections();
  const made = createStores();
  const stores = { ...made, projections: createProjectionStore(made.lab, async () => port) };
  const recording = sampleRecording({ n: 40, d: 4 });
  stores.lab.conductor.showStored(recording);
  stores.lab.setState({ imageSet: { ...stores.lab.getState().imageSet, id: 'emoji', title: 'Emoji', classes: CLASSES } as never });
  return { stores, port };
}

const show = (stores: LabStores) =>
  render(
    <LabProvider stores={stores}>
      <DiskBar />
      <DiskPanel run="spherical" />
      <DiskPanel run="hyperbolic" />
    </LabProvider>,
  );
const disk = () => screen.getByRole('region', { name: 'Poincaré disk – hyperbolic' });

it('a disk is maximised by its button or a double click on its title, with the hierarchy; Escape returns, and so does the focus', async () => {
  const keys = userEvent.setup();
  const { stores } = recorded();
  show(stores);
  const button = within(disk()).getByRole('button', { name: 'Maximise Poincaré disk – hyperbolic' });
  const pressed = () => screen.getByRole('button', { name: 'Hierarchy' }).getAttribute('aria-pressed');
  expect([disk().dataset.maximised, pressed()]).toEqual([undefined, 'false']);

  button.focus();
  await keys.keyboard('{Enter}');
  expect([disk().dataset.maximised, pressed(), button.getAttribute('aria-pressed')]).toEqual(['true', 'true', 'true']);
  // In the plot Escape has a meaning of its own; here it leads back.
  act(() => within(disk()).getByRole('application').focus());
  await keys.keyboard('{Escape}');
  expect([disk().dataset.maximised, pressed()]).toEqual([undefined, 'false']);
  await waitFor(() => expect(document.activeElement).toBe(button));

  fireEvent.doubleClick(within(disk()).getByRole('heading'));
  expect(disk().dataset.maximised).toBe('true');
  // A hierarchy that was there before stays.
  fireEvent.doubleClick(within(disk()).getByRole('heading'));
  await keys.click(screen.getByRole('button', { name: 'Hierarchy' }));
  fireEvent.doubleClick(within(disk()).getByRole('heading'));
  await keys.keyboard('{Escape}');
  expect([disk().dataset.maximised, pressed()]).toEqual([undefined, 'true']);
});

it('a layout of another step is dimmed and says of which step it is, until that of the step on show forms', async () => {
  const { stores, port } = recorded();
  act(() => stores.projections.getState().choose('hyperbolic neighbours'));
  show(stores);
  /** Orders for the disk: the sphere may have been asked for as well. */
  const orders = () => port.orders.flatMap(({ channel }, place) => (channel === 'hyperbolic' ? [place] : []));
  await waitFor(() => expect(orders()).toHaveLength(1));
  const plot = () => disk().querySelector<HTMLElement>('.disk-plot')!;
  await act(async () => port.finish(orders()[0]!));
  await waitFor(() => expect(stores.projections.getState().forming.hyperbolic).toBeUndefined());
  const step = stores.lab.getState().runs[1]!.snapshot!.step;
  expect(within(disk()).queryByText(/layout of step/)).toBeNull();

  act(() =>
    stores.lab.setState(({ runs }) => ({
      runs: runs.map((run) =>
        run.snapshot ? { ...run, snapshot: { ...run.snapshot, step: step + 50, norms: { ...run.snapshot.norms, mean: 9 } } } : run,
      ),
    })),
  );
  expect(within(disk()).getByText(`layout of step ${step}`)).toBeTruthy();
  expect(plot().dataset.dimmed).toBe('true');
  await waitFor(() => expect(orders()).toHaveLength(2));
  act(() => port.form(orders()[1]!, 0.3, 0.2));
  expect(within(disk()).queryByText(/layout of step/)).toBeNull();
  expect(plot().dataset.dimmed).toBeUndefined();
});

it('what is said of a hovered image stands in the corner, in the place of the figures, not in the picture', () => {
  const { stores } = recorded();
  show(stores);
  const card = () => disk().querySelector('.disk-readout-card');
  expect(card()).toBeNull();
  act(() => stores.lab.getState().hover(7));
  expect(card()?.textContent).toContain('class 7');
  act(() => stores.lab.getState().hover(undefined));
  expect(card()).toBeNull();
  // In a panel W × (W + 12) the thumbnail's upper right corner stands outside the disk: 47 px above the foot are two lines of words.
  for (const width of [260, 300, 364]) {
    const height = width + 12;
    const side = readoutSide(width, height);
    const radius = Math.min(width / 2 - 12, height / 2 - 17);
    expect(Math.hypot(width / 2 - 8 - side, height / 2 - 47 - side), `${width}`).toBeGreaterThan(radius);
  }
});

it('the legend stays open in a line of its own, and says where a colour stands for several groups and what a search has not found', async () => {
  const keys = userEvent.setup();
  const { stores } = recorded();
  show(stores);
  await keys.selectOptions(screen.getByRole('combobox', { name: 'Colour by' }), 'class');
  const button = await screen.findByRole('button', { name: 'Legend 40 in 24 colours' });
  await keys.click(button);
  expect(screen.getByText('40 in 24 colours: one colour, several names')).toBeTruthy();
  await keys.type(screen.getByRole('searchbox', { name: 'Search the legend' }), 'walrus');
  expect(screen.getByText('None of the 40 names holds “walrus”.')).toBeTruthy();
  // It filters what is seen beside it: using that does not close it.
  await keys.click(within(disk()).getByRole('button', { name: 'Reset the view' }));
  expect(screen.getByRole('list', { name: 'Groups of images' })).toBeTruthy();
  await keys.keyboard('{Escape}');
  expect(screen.queryByRole('list', { name: 'Groups of images' })).toBeNull();
});
