import { act, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { decodeRecord } from '../../core/record/decode';
import { LabProvider } from '../../state/LabProvider';
import { recordingOf } from '../../state/library/recording';
import { createStores } from '../../state/stores';
import { sampleRecord } from '../../state/testing/samples';
import { Takeaway } from './Takeaway';

function shown() {
  const stores = createStores();
  render(
    <LabProvider stores={stores}>
      <Takeaway />
    </LabProvider>,
  );
  return stores;
}

/** What the page hands to the browser as a download. */
function downloads(): { name: string; blob: Blob }[] {
  const taken: { name: string; blob: Blob }[] = [];
  let blob: Blob | undefined;
  vi.spyOn(URL, 'createObjectURL').mockImplementation((made) => {
    blob = made as Blob;
    return 'blob:made';
  });
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
    taken.push({ name: this.download, blob: blob! });
  });
  return taken;
}

describe('what is taken along from the header', () => {
  afterEach(() => void vi.restoreAllMocks());

  it('is a link to the settings, copied; for images of one’s own it says which are needed', async () => {
    const user = userEvent.setup();
    const stores = shown();
    await act(() => stores.lab.getState().configure({ head: { c: 0.5 } }));
    await user.click(screen.getByRole('button', { name: 'Share' }));
    expect(await navigator.clipboard.readText()).toMatch(/#v1&head\.c=0\.5$/);
    expect(stores.lab.getState().notices.at(-1)!.text).toMatch(/link is copied/);
    const imageSet = {
      ...{ id: 'own', title: 'My birds', classes: [{ path: 'a', name: 'a' }], count: 1200, size: 64 },
      ...{ splitRule: '', disjointClasses: true, contentHash: 'sha-256-pixels:ab12' },
    };
    stores.lab.setState({
      config: { ...stores.lab.getState().config, imageSet: 'own' },
      imageSet,
      imageSets: [{ id: 'own', title: 'My birds', detail: '', removable: true }],
    });
    await user.click(screen.getByRole('button', { name: 'Share' }));
    expect(stores.lab.getState().notices.at(-1)!.text).toMatch(/“My birds” \(1,200 images of 1 classes, content sha-256-pixels:ab12\)/);
  });

  it('is the experiment shown as a file that is a record, and as a report', async () => {
    const user = userEvent.setup();
    const taken = downloads();
    const stores = shown();
    act(() => stores.lab.conductor.showStored(recordingOf(sampleRecord({ n: 6, d: 4 }))));
    await user.click(screen.getByRole('button', { name: 'Export' }));
    await user.click(screen.getByRole('button', { name: 'Experiment (.zip)' }));
    await waitFor(() => expect(taken).toHaveLength(1), { timeout: 10_000 });
    expect(taken[0]!.name).toMatch(/^negative-space-.*-step-300\.zip$/);
    expect((await decodeRecord(taken[0]!.blob, 'a.zip')).step).toBe(300);
    await user.click(screen.getByRole('button', { name: 'Export' }));
    await user.click(screen.getByRole('button', { name: 'Report (.html)' }));
    await waitFor(() => expect(taken).toHaveLength(2), { timeout: 10_000 });
    expect(await taken[1]!.blob.text()).toMatch(/^<!doctype html>[\s\S]*npm run lab -- train/);
  });

  it('says what to do where there is nothing', async () => {
    const user = userEvent.setup();
    const taken = downloads();
    shown();
    await user.click(screen.getByRole('button', { name: 'Export' }));
    await user.click(screen.getByRole('button', { name: 'Experiment (.zip)' }));
    expect((await screen.findByRole('alert', {}, { timeout: 10_000 })).textContent).toMatch(/nothing to take along/);
    expect(taken).toEqual([]);
  });
});
