import { render, screen, waitFor } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { inLab, testStores } from '../../../state/testing/rendered';
import { CollectDialog } from './CollectDialog';

const { ingest: ingestStore } = testStores;

/** A browser that asks for permission: it is answered by the test. */
function askingBrowser() {
  const tracks: { stopped: boolean }[] = [];
  let allow = (): void => undefined;
  const getUserMedia = vi.fn(
    () =>
      new Promise<MediaStream>((resolve) => {
        allow = () => {
          const track = { stopped: false, stop: () => (track.stopped = true) };
          tracks.push(track);
          resolve(Object.assign(new MediaStream(), { getTracks: () => [track] as unknown as MediaStreamTrack[] }));
        };
      }),
  );
  Object.defineProperty(navigator, 'mediaDevices', { value: { getUserMedia }, configurable: true });
  return { tracks, allow: () => allow(), getUserMedia };
}

afterEach(() => {
  Reflect.deleteProperty(navigator, 'mediaDevices');
  ingestStore.getState().hide('collect');
});

describe('the camera', () => {
  it('that is allowed after the dialog was closed is let go again', async () => {
    const camera = askingBrowser();
    const keys = userEvent.setup();
    ingestStore.getState().show('collect');
    render(<CollectDialog />, { wrapper: inLab });
    await keys.click(await screen.findByRole('button', { name: 'Start webcam' }));
    expect(camera.getUserMedia).toHaveBeenCalledOnce();
    await keys.click(screen.getByRole('button', { name: 'Close' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    camera.allow();
    await waitFor(() => expect(camera.tracks).toEqual([expect.objectContaining({ stopped: true })]));
  });

  it('stays on while the dialog is open, and goes out with it', async () => {
    const camera = askingBrowser();
    const keys = userEvent.setup();
    ingestStore.getState().show('collect');
    render(<CollectDialog />, { wrapper: inLab });
    await keys.click(await screen.findByRole('button', { name: 'Start webcam' }));
    camera.allow();
    await screen.findByRole('button', { name: 'Stop webcam' });
    expect(camera.tracks).toEqual([expect.objectContaining({ stopped: false })]);
    await keys.keyboard('{Escape}');
    await waitFor(() => expect(camera.tracks).toEqual([expect.objectContaining({ stopped: true })]));
  });
});
