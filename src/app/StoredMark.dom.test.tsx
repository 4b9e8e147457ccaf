import { act, render, screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import { defaultConfig } from '../core/configuration/presets';
import { applyPatch } from '../core/configuration/validate';
import { LabProvider } from '../state/LabProvider';
import { recordingOf } from '../state/library/recording';
import { createStores } from '../state/stores';
import { sampleRecord } from '../state/testing/samples';
import { StatusLine } from './header/StatusLine';
import { StoredMark } from './StoredMark';

it('the mark of the recording and the header say which part it was judged by, whatever is set', () => {
  const stores = createStores();
  render(
    <LabProvider stores={stores}>
      <StatusLine />
      <StoredMark />
    </LabProvider>,
  );
  for (const part of ['test', 'validation'] as const) {
    const record = sampleRecord({ n: 6, d: 4 }, applyPatch(defaultConfig, { evaluation: { split: part } }));
    act(() => stores.lab.conductor.showStored(recordingOf({ ...record, id: part })));
    expect(stores.lab.getState().config.evaluation.split).toBe('validation');
    expect(screen.getByText(/^recorded, step/).textContent).toBe(`recorded, step 300, ${part} classes`);
    expect(screen.getByTitle(new RegExp(`judged by ${part} classes$`))).toBeTruthy();
  }
});

it('a run that this browser keeps is called so, by its title', () => {
  const stores = createStores();
  render(
    <LabProvider stores={stores}>
      <StatusLine />
      <StoredMark />
    </LabProvider>,
  );
  act(() => stores.lab.conductor.showStored(recordingOf(sampleRecord({ n: 6, d: 4 }), 'Low temperature')));
  expect(screen.getByText(/^kept run, step 300/).closest('p')!.title).toMatch(/^“Low temperature”, kept in this browser/);
  expect(screen.getByText(/Kept run/)).toBeTruthy();
});

it('the header says of a recording when it was made, not how long training would take here', () => {
  const stores = createStores();
  render(
    <LabProvider stores={stores}>
      <StatusLine />
    </LabProvider>,
  );
  act(() => stores.lab.conductor.showStored(recordingOf(sampleRecord({ n: 6, d: 4 }))));
  act(() => stores.lab.setState({ backend: { backend: 'wasm', adapter: 'SIMD', software: false, gigaflops: 20 } as never }));
  const origin = screen.getByTitle(/Training takes .* here\. Recorded: /);
  expect(origin.textContent).toMatch(/^\S+, \d+ \w+$/);
});
