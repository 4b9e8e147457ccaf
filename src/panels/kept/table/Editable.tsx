import { useRef, useState, type KeyboardEvent } from 'react';

export const FIELDS = ['title', 'tags', 'note'] as const;
export type Field = (typeof FIELDS)[number];

interface EditorProps {
  /** Accessible name: `Title of …`. */
  label: string;
  value: string;
  /** Takes what is typed; `next` where Tab asks for the field beside it. */
  onCommit(value: string, next?: 1 | -1): void;
  cancel(): void;
}

/** A cell being written in: Enter, Tab or leaving it takes what is typed, Escape does not. */
export function CellEditor({ label, value, onCommit: take, cancel }: EditorProps) {
  const [typed, setTyped] = useState(value);
  /** Enter and Escape take it away, and with it the focus: leaving is then no second answer. */
  const answered = useRef(false);
  const answer = (act: () => void) => {
    if (answered.current) return;
    answered.current = true;
    act();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    event.stopPropagation();
    if (event.key === 'Enter') answer(() => take(typed));
    else if (event.key === 'Escape') answer(cancel);
    else if (event.key === 'Tab') answer(() => take(typed, event.shiftKey ? -1 : 1));
    else return;
    event.preventDefault();
  };
  return (
    <input
      className="input kept-editor"
      aria-label={label}
      value={typed}
      maxLength={2000}
      // It is opened to be typed in.
      // eslint-disable-next-line jsx-a11y/no-autofocus
      autoFocus
      onFocus={(event) => event.target.select()}
      onChange={(event) => setTyped(event.target.value)}
      onKeyDown={onKeyDown}
      onBlur={() => answer(() => take(typed))}
    />
  );
}
