import { render, screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, describe, expect, it } from 'vitest';
import { inLab, testStores } from '../../state/testing/rendered';
import { CollectDialog } from './bring/CollectDialog';
import { SetsDialog } from './sets/SetsDialog';
import { collection } from './bring/collection';

const { lab: labStore, ingest: ingestStore } = testStores;

const { removeImageSet, imageSets } = labStore.getState();

afterEach(() => {
  ingestStore.getState().hide('sets');
  ingestStore.getState().hide('collect');
  collection.getState().clear();
  labStore.setState({ removeImageSet, imageSets });
});

const picture = () => new File([new Uint8Array(4)], 'frame.jpg', { type: 'image/jpeg' });

describe('captured classes', () => {
  it('go one by one, and the focus goes on to the next', async () => {
    const keys = userEvent.setup();
    for (const name of ['cat', 'dog', 'emu']) {
      collection.getState().choose(name);
      collection.getState().add(picture());
    }
    ingestStore.getState().show('collect');
    render(<CollectDialog />, { wrapper: inLab });
    (await screen.findByRole('button', { name: 'Remove dog' })).focus();
    await keys.keyboard('{Enter}');
    await waitFor(() => expect(document.activeElement?.getAttribute('aria-label')).toBe('Remove emu'));
    await keys.keyboard('{Enter}');
    await waitFor(() => expect(document.activeElement?.getAttribute('aria-label')).toBe('Remove cat'));
  });
});

describe('image sets', () => {
  const own = (id: string) => ({ id, title: `Set ${id}`, detail: '', removable: true, bytes: 2_000_000 });

  it('are deleted after a question, and the focus goes on to the next', async () => {
    const keys = userEvent.setup();
    labStore.setState({
      imageSets: [own('a'), own('b'), own('c')],
      // The library takes its time.
      removeImageSet: async (id) => {
        await new Promise((resolve) => setTimeout(resolve, 5));
        labStore.setState({ imageSets: labStore.getState().imageSets.filter((set) => set.id !== id) });
      },
    });
    ingestStore.getState().show('sets');
    render(<SetsDialog choose={() => undefined} />, { wrapper: inLab });
    const remove = await screen.findByRole('button', { name: 'Delete Set b' });
    await keys.click(remove);
    const question = await screen.findByRole('alertdialog', { name: 'Delete Set b?' });
    expect(question.textContent).toContain('frees');
    await keys.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('alertdialog')).toBeNull());
    await waitFor(() => expect(document.activeElement).toBe(remove));

    await keys.click(remove);
    await keys.click(within(await screen.findByRole('alertdialog')).getByRole('button', { name: 'Delete' }));
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Delete Set b' })).toBeNull());
    await waitFor(() => expect(document.activeElement?.getAttribute('aria-label')).toBe('Delete Set c'));
  });
});
