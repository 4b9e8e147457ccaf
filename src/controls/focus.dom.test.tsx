import { render, screen, waitFor } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { useState } from 'react';
import { describe, expect, it } from 'vitest';
import { Ask, Dialog, useKeptFocus } from '.';

function Names({ first }: { first: string[] }) {
  const [names, setNames] = useState(first);
  const kept = useKeptFocus<HTMLUListElement>();
  return (
    <ul ref={kept} aria-label="Names">
      {names.map((name) => (
        <li key={name}>
          <button type="button">choose {name}</button>
          <button type="button" onClick={() => setNames(names.filter((other) => other !== name))}>
            remove {name}
          </button>
        </li>
      ))}
    </ul>
  );
}

const focused = () => document.activeElement?.textContent;

describe('the focus in a list', () => {
  it('moves to the like control of the next item when its own is removed, at the end to the one before, at last to the list', async () => {
    const keys = userEvent.setup();
    render(<Names first={['a', 'b', 'c']} />);
    screen.getByRole('button', { name: 'remove b' }).focus();
    await keys.keyboard('{Enter}');
    await waitFor(() => expect(focused()).toBe('remove c'));
    await keys.keyboard('{Enter}');
    await waitFor(() => expect(focused()).toBe('remove a'));
    await keys.keyboard('{Enter}');
    await waitFor(() => expect(document.activeElement).toBe(screen.getByRole('list', { name: 'Names' })));
  });

  it('stays where it is when another item goes', async () => {
    const { rerender } = render(<Names key="1" first={['a', 'b']} />);
    screen.getByRole('button', { name: 'choose b' }).focus();
    rerender(<Names key="1" first={['a', 'b']} />);
    expect(focused()).toBe('choose b');
  });
});

function Sets() {
  const [names, setNames] = useState(['a', 'b', 'c']);
  const [open, setOpen] = useState<string>();
  const kept = useKeptFocus<HTMLUListElement>();
  const remove = () => setNames(names.filter((name) => name !== open));
  return (
    <>
      <ul ref={kept}>
        {names.map((name) => (
          <li key={name}>
            <button type="button" onClick={() => setOpen(name)}>
              {name}
            </button>
          </li>
        ))}
      </ul>
      <Dialog
        open={open === 'a'}
        title="Run"
        onClose={() => setOpen(undefined)}
        foot={(close) => (
          <button
            type="button"
            onClick={() => {
              remove();
              close();
            }}
          >
            Remove
          </button>
        )}
      >
        of a run
      </Dialog>
      <Ask
        open={open === 'b'}
        title="Delete b?"
        says="It is gone then."
        yes="Delete"
        no="Keep"
        answer={(yes) => {
          setOpen(undefined);
          if (yes) setTimeout(remove, 5);
        }}
      />
    </>
  );
}

describe('the focus after a dialog', () => {
  it('is at what stands in place of the item that the dialog removed', async () => {
    const keys = userEvent.setup();
    render(<Sets />);
    await keys.click(screen.getByRole('button', { name: 'a' }));
    await keys.click(await screen.findByRole('button', { name: 'Remove' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    await waitFor(() => expect(focused()).toBe('b'));
  });

  it('is so too when the item goes only after the question has been answered', async () => {
    const keys = userEvent.setup();
    render(<Sets />);
    await keys.click(screen.getByRole('button', { name: 'b' }));
    await keys.click(await screen.findByRole('button', { name: 'Delete' }));
    await waitFor(() => expect(screen.queryByRole('alertdialog')).toBeNull());
    await waitFor(() => expect(screen.queryByRole('button', { name: 'b' })).toBeNull());
    await waitFor(() => expect(focused()).toBe('c'));
  });
});
