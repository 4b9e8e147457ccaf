/**
 * The same controls out of what browsers bring along: `<dialog>`, popovers, a list of suggestions. The page that only shows is built with them
 * (`vite.config.ts`). Whatever asks before something is lost is for pages where something can be.
 */
import { useEffect, useRef, type KeyboardEvent, type ReactNode } from 'react';

const buttonsIn = (group: Element): HTMLButtonElement[] => [...group.querySelectorAll<HTMLButtonElement>('button:not(:disabled)')];

const STEPS: Record<string, number> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

/** Where an arrow key leads to among so many, round and round; undefined for other keys. */
export function placeAfter(key: string, at: number, count: number): number | undefined {
  if (key === 'Home') return 0;
  if (key === 'End') return count - 1;
  const step = STEPS[key];
  return step === undefined ? undefined : (at + step + count) % count;
}

/** Buttons of which Tab reaches one: the pressed one, else the one that had the focus last; arrow keys move inside. */
export function Roving({
  role,
  label,
  className,
  children,
}: {
  role: string;
  label: string;
  className?: string | undefined;
  children: ReactNode;
}) {
  const group = useRef<HTMLDivElement>(null);
  const last = useRef<Element>(null);
  // What is drawn anew may be other buttons.
  useEffect(() => {
    const buttons = group.current ? buttonsIn(group.current) : [];
    const reached =
      buttons.find((button) => button === last.current) ??
      buttons.find((button) => button.getAttribute('aria-pressed') === 'true') ??
      buttons[0];
    for (const button of buttons) button.tabIndex = button === reached ? 0 : -1;
  });
  const move = (event: KeyboardEvent<HTMLDivElement>) => {
    const buttons = buttonsIn(event.currentTarget);
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
    const next = at < 0 ? undefined : placeAfter(event.key, at, buttons.length);
    if (next === undefined) return;
    event.preventDefault();
    buttons[next]?.focus();
  };
  return (
    <div
      ref={group}
      role={role}
      aria-label={label}
      className={className}
      onKeyDown={move}
      onFocus={({ currentTarget, target }) => {
        const focused: Element = target;
        last.current = focused;
        for (const button of buttonsIn(currentTarget)) button.tabIndex = button === focused ? 0 : -1;
      }}
    >
      {children}
    </div>
  );
}
