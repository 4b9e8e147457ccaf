import { render, screen, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import type { ReactNode } from 'react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { DiskBar } from '../panels/disk';
import { NegativesPanel } from '../panels/negatives';
import { RunsPanel } from '../panels/runs';
import { LabProvider, type LabStores } from '../state/LabProvider';
import { createStores } from '../state/stores';
import { sampleRecording } from '../state/testing/samples';
import { BackendControl } from './header/BackendControl';
import { commandsOf } from './commands';

const SIDES = ['left', 'right'] as const;
type Side = (typeof SIDES)[number];

function renderBoth(labs: readonly LabStores[], views: ReactNode): void {
  render(
    <>
      {labs.map((stores, i) => (
        <section key={SIDES[i]} aria-label={SIDES[i]}>
          <LabProvider stores={stores}>{views}</LabProvider>
        </section>
      ))}
    </>,
  );
}

const on = (side: Side) => within(screen.getByRole('region', { name: side }));

it('two laboratories stand side by side: each view shows and changes its own', async () => {
  const keys = userEvent.setup();
  const [left, right] = [createStores(), createStores()];
  await right.lab.getState().edit({ runs: [{ name: 'only here', geometry: 'hyperbolic' }] });
  renderBoth(
    [left, right],
    <>
      <RunsPanel />
      <BackendControl />
    </>,
  );
  const rows = (side: Side) =>
    on(side)
      .getAllByRole('button', { name: /^Change run/ })
      .map((row) => row.getAttribute('aria-label'));
  expect(rows('left')).toEqual(['Change run spherical', 'Change run hyperbolic', 'Change run fused']);
  expect(rows('right')).toEqual(['Change run only here']);
  await keys.selectOptions(on('right').getByRole('combobox'), 'wasm');
  expect([left, right].map(({ lab }) => lab.getState().config.backend)).toEqual(['auto', 'wasm']);
});

describe('what is looked at', () => {
  /** A laboratory that shows a recorded run of its own, and whether its analysis has been asked. */
  function recorded() {
    const topK = vi.fn(() => Promise.resolve());
    const unasked = () => Promise.reject(new Error('not asked for'));
    const stores: LabStores = {
      ...createStores(),
      analysis: { topK, effectiveMap: unasked, selection: unasked, rankCorrelation: unasked },
    };
    stores.lab.conductor.showStored(sampleRecording({ n: 12, d: 4 }));
    const classes = Array.from({ length: 12 }, (_, i) => ({ path: `things/kind ${i % 3}/class ${i}`, name: `class ${i}` }));
    stores.lab.setState({ imageSet: { ...stores.lab.getState().imageSet, id: 'emoji', title: 'Emoji', classes } as never });
    return { stores, topK };
  }

  afterEach(() => sessionStorage.clear());

  it('is each laboratory’s own: pins, colours, order of the anchors, and the analysis that ranks them', async () => {
    const keys = userEvent.setup();
    const [left, right] = [recorded(), recorded()];
    const both = [left.stores, right.stores];
    renderBoth(
      both,
      <>
        <DiskBar />
        <NegativesPanel />
      </>,
    );
    const shown = (side: Side) => ({
      pinned: on(side).getByRole('button', { name: 'pin' }).getAttribute('aria-pressed'),
      colour: on(side).getByRole<HTMLSelectElement>('combobox', { name: 'Colour by' }).value,
      order: on(side).getByRole<HTMLSelectElement>('combobox', { name: 'Order of the anchors' }).value,
      lasso: on(side).getByRole('button', { name: 'Lasso' }).getAttribute('aria-pressed'),
    });
    const untouched = { pinned: 'false', colour: 'level 0', order: 'index', lasso: 'false' };
    expect(shown('left')).toEqual(untouched);
    expect(left.topK.mock.calls.length, 'each asks its own analysis').toBe(right.topK.mock.calls.length);
    expect(left.topK).toHaveBeenCalled();
    const asked = right.topK.mock.calls.length;

    await keys.click(on('left').getByRole('button', { name: 'pin' }));
    await keys.selectOptions(on('left').getByRole('combobox', { name: 'Colour by' }), 'norm');
    await keys.selectOptions(on('left').getByRole('combobox', { name: 'Order of the anchors' }), 'weight');
    await keys.click(on('left').getByRole('button', { name: 'Lasso' }));
    expect(shown('left')).toEqual({ pinned: 'true', colour: 'norm', order: 'weight', lasso: 'true' });
    expect(shown('right')).toEqual(untouched);
    expect(right.topK.mock.calls.length, 'nothing more is ranked for the other').toBe(asked);
  });

  it('is moved by its own commands: the next anchor in one’s order, the pin, the tour', () => {
    const [left, right] = [recorded().stores, recorded().stores];
    left.anchorOrder.getState().choose('weight');
    left.anchorOrder.getState().publish(Int32Array.of(1, 7, 3), true);
    for (const stores of [left, right]) {
      stores.lab.getState().selectAnchor(1);
      commandsOf(stores).moveAnchor(1);
    }
    expect([left, right].map(({ lab }) => lab.getState().anchor)).toEqual([7, 2]);
    commandsOf(left).pinAnchor();
    commandsOf(left).tour();
    expect(Object.keys(left.pins.getState().rows)).toEqual(['emoji']);
    expect(right.pins.getState().rows).toEqual({});
    expect([left, right].map(({ tour }) => tour.getState().at)).toEqual([0, undefined]);
  });

  it('is remembered over a reload by the laboratory that keeps it, and overwritten by no other', () => {
    const kept = () => createStores({ pinned: localStorage });
    kept().pins.getState().toggle('emoji', 3);
    createStores().pins.getState().toggle('emoji', 5);
    expect(kept().pins.getState().rows).toEqual({ emoji: [3] });
  });
});

it('a view without a laboratory says what it lacks', () => {
  expect(() => render(<RunsPanel />)).toThrow(/outside a LabProvider/);
});
