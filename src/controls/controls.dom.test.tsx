import { render, screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { useState } from 'react';
import { describe, expect, it, vi } from 'vitest';
import { ChooseAny, ChooseOne, Dialog, PopoverButton, SuggestField, Tip, layerOpen, modalOpen, usePopover, Name, NamedSelect } from '.';

const user = () => userEvent.setup();
const shown = (role: string, name: string | RegExp) => screen.findByRole(role, { name });
const gone = (role: string) => waitFor(() => expect(screen.queryByRole(role)).toBeNull());

function Editor({ unsaved, submit = () => undefined }: { unsaved?: string; submit?(): void }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" onClick={() => setOpen(true)}>
        Edit
      </button>
      <Dialog
        open={open}
        title="Settings"
        unsaved={unsaved}
        onClose={() => setOpen(false)}
        onSubmit={submit}
        foot={(close) => (
          <>
            <button type="button" onClick={close}>
              Cancel
            </button>
            <button type="submit">Save</button>
          </>
        )}
      >
        <label>
          Name <input />
        </label>
        <PopoverButton label="About names" icon="?" width={200}>
          <button type="button">Read on</button>
        </PopoverButton>
      </Dialog>
    </>
  );
}

const opened = async (props: Parameters<typeof Editor>[0] = {}) => {
  const keys = user();
  render(<Editor {...props} />);
  await keys.click(screen.getByRole('button', { name: 'Edit' }));
  return { keys, dialog: await shown('dialog', 'Settings') };
};

describe('a dialog', () => {
  it('takes the focus to its first field, and gives it back', async () => {
    const { keys, dialog } = await opened();
    await waitFor(() => expect(document.activeElement).toBe(within(dialog).getByRole('textbox', { name: 'Name' })));
    expect(modalOpen()).toBe(true);
    await keys.keyboard('{Escape}');
    await gone('dialog');
    expect(modalOpen()).toBe(false);
    await waitFor(() => expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Edit' })));
  });

  it('submits with Enter in a field', async () => {
    const submit = vi.fn();
    const { keys, dialog } = await opened({ submit });
    await keys.type(within(dialog).getByRole('textbox', { name: 'Name' }), 'a{Enter}');
    expect(submit).toHaveBeenCalledOnce();
  });

  it('closes the topmost only: Escape in a popover leaves the dialog open', async () => {
    const { keys, dialog } = await opened();
    await keys.click(within(dialog).getByRole('button', { name: 'About names' }));
    await shown('dialog', 'About names');
    await keys.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('dialog', { name: 'About names' })).toBeNull());
    expect(screen.getByRole('dialog', { name: 'Settings' })).toBe(dialog);
  });

  it('asks before it drops what is unsaved, however often Escape is pressed', async () => {
    const { keys } = await opened({ unsaved: 'One change would be lost.' });
    await keys.keyboard('{Escape}');
    const question = await shown('alertdialog', 'Close without saving?');
    expect(question.textContent).toContain('One change would be lost.');
    await waitFor(() => expect(document.activeElement).toBe(within(question).getByRole('button', { name: 'Keep editing' })));
    await keys.keyboard('{Escape}');
    await gone('alertdialog');
    expect(screen.getByRole('dialog', { name: 'Settings' })).toBeTruthy();

    await keys.click(screen.getByRole('button', { name: 'Cancel' }));
    await keys.click(within(await shown('alertdialog', 'Close without saving?')).getByRole('button', { name: 'Discard' }));
    await gone('dialog');
  });
});

function Save() {
  const { close } = usePopover();
  return (
    <button type="button" onClick={close}>
      SVG
    </button>
  );
}

describe('a popover', () => {
  it('opens with Enter, holds the focus, and gives it back with Escape', async () => {
    const keys = user();
    render(
      <PopoverButton label="Export curves" icon="↓" width={200}>
        <Save />
      </PopoverButton>,
    );
    const button = screen.getByRole('button', { name: 'Export curves' });
    await keys.tab();
    expect(document.activeElement).toBe(button);
    await keys.keyboard('{Enter}');
    const menu = await shown('dialog', 'Export curves');
    expect(button.getAttribute('aria-expanded')).toBe('true');
    await waitFor(() => expect(document.activeElement).toBe(within(menu).getByRole('button', { name: 'SVG' })));
    expect([layerOpen(), modalOpen()]).toEqual([true, false]);
    await keys.keyboard('{Escape}');
    await gone('dialog');
    expect(document.activeElement).toBe(button);

    await keys.keyboard('{Enter}');
    await keys.click(within(await shown('dialog', 'Export curves')).getByRole('button', { name: 'SVG' }));
    await gone('dialog');
    await waitFor(() => expect(document.activeElement).toBe(button));
  });
});

describe('toggles', () => {
  const options = [
    { value: 'log', name: 'log' },
    { value: 'linear', name: 'linear' },
    { value: 'map', name: 'map', disabled: true },
  ] as const;
  const pressed = () => screen.getAllByRole('button', { pressed: true }).map(({ textContent }) => textContent);

  it('choose one: Tab reaches the group once, arrows move inside it, and what is chosen stays chosen', async () => {
    const keys = user();
    const chosen = vi.fn();
    function Scale() {
      const [value, setValue] = useState<(typeof options)[number]['value']>('log');
      return (
        <>
          <ChooseOne label="Scale" options={options} value={value} choose={(next) => (chosen(next), setValue(next))} />
          <button type="button">after</button>
        </>
      );
    }
    render(<Scale />);
    expect(screen.getByRole('group', { name: 'Scale' })).toBeTruthy();
    await keys.tab();
    expect(document.activeElement?.textContent).toBe('log');
    await keys.keyboard('{ArrowRight}');
    expect(document.activeElement?.textContent).toBe('linear');
    await keys.keyboard(' ');
    expect(pressed()).toEqual(['linear']);
    await keys.keyboard(' ');
    expect(pressed()).toEqual(['linear']);
    expect(chosen.mock.calls).toEqual([['linear']]);
    await keys.tab();
    expect(document.activeElement?.textContent).toBe('after');
  });

  it('choose any: each by itself', async () => {
    const keys = user();
    const toggle = vi.fn();
    render(<ChooseAny label="Over the points" options={options} on={['log']} toggle={toggle} />);
    await keys.click(screen.getByRole('button', { name: 'linear' }));
    await keys.click(screen.getByRole('button', { name: 'log' }));
    expect(toggle.mock.calls).toEqual([['linear'], ['log']]);
    expect(pressed()).toEqual(['log']);
  });
});

describe('a field with suggestions', () => {
  it('takes any text, completes it from the list, and leaves Enter and Escape to the open list first', async () => {
    const keys = user();
    const key = vi.fn();
    const chosen = vi.fn();
    function Search() {
      const [value, setValue] = useState('');
      return (
        <SuggestField
          label="Find a class"
          value={value}
          suggestions={['cat', 'caterpillar', 'dog']}
          change={setValue}
          chosen={chosen}
          onKeyDown={(event) => event.key.length > 1 && key(event.key)}
        />
      );
    }
    render(<Search />);
    const field = screen.getByRole<HTMLInputElement>('combobox', { name: 'Find a class' });
    await keys.type(field, 'cat');
    await waitFor(() => expect(screen.getAllByRole('option').map(({ textContent }) => textContent)).toEqual(['cat', 'caterpillar']));
    await keys.keyboard('{Escape}');
    await waitFor(() => expect(field.getAttribute('aria-expanded')).toBe('false'));
    expect([field.value, key.mock.calls.flat()]).toEqual(['cat', []]);
    await keys.keyboard('{Enter}');
    expect(key.mock.calls.flat()).toEqual(['Enter']);

    await keys.type(field, 'e');
    await keys.keyboard('{ArrowDown}{Enter}');
    await waitFor(() => expect(chosen).toHaveBeenCalledWith('caterpillar'));
    expect(field.value).toBe('caterpillar');
  });
});

it('a tip comes with the focus, describes what the name does not say, and goes with Escape', async () => {
  const keys = user();
  render(
    <Tip text="One step of every run (S)">
      <button type="button">Step</button>
    </Tip>,
  );
  const button = screen.getByRole('button', { name: 'Step' });
  expect(button.getAttribute('aria-description')).toBe('One step of every run (S)');
  await keys.tab();
  await waitFor(() => expect(document.querySelector('.tip')?.textContent).toBe('One step of every run (S)'));
  await keys.keyboard('{Escape}');
  await waitFor(() => expect(document.querySelector('.tip')).toBeNull());
});

it('a name is cut in its middle: its end stays, and it reads as one', () => {
  const { container } = render(<Name kept={7}>hyperbolic, seed 2</Name>);
  expect(container.textContent).toBe('hyperbolic, seed 2');
  expect(container.querySelector('.name-end')?.textContent).toBe(' seed 2');
  const short = render(<Name>panda</Name>);
  expect(short.container.querySelector('.name-end')).toBeNull();
});

it('a menu says what is chosen once to screen readers, and to the eye so that its end stays', async () => {
  const change = vi.fn();
  const { container } = render(
    <NamedSelect className="select" aria-label="Image set" shown="Emoji by seven artists" kept={7} value="emoji" onChange={change}>
      <option value="emoji">Emoji by seven artists</option>
      <option value="mnist">Fashion-MNIST</option>
    </NamedSelect>,
  );
  const menu = screen.getByRole('combobox', { name: 'Image set' });
  expect(container.querySelector('[aria-hidden="true"] .name-end')!.textContent).toBe('artists');
  await user().selectOptions(menu, 'mnist');
  expect(change).toHaveBeenCalledOnce();
});
