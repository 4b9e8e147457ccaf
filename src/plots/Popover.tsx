/** A small button and what it opens beside itself, above everything: closed by Escape, by a press elsewhere, and when the page scrolls. */
import { useEffect, useId, useRef, useState, type CSSProperties, type KeyboardEvent, type ReactNode } from 'react';

export interface PopoverButtonProps {
  /** Name of the button, and of what it opens. */
  label: string;
  icon: ReactNode;
  /** Of what is opened, pixels; less on narrow screens. */
  width: number;
  /** There only while it is open. */
  children: ReactNode;
}

const EDGE = 8;

/** Beside the button, on the side where there is more room. */
function placeBeside(button: DOMRect, width: number): CSSProperties {
  const fits = Math.min(width, innerWidth - 2 * EDGE);
  const fromLeft = (button.left + button.right) / 2 < innerWidth / 2 ? button.left : button.right - fits;
  const left = Math.min(Math.max(EDGE, fromLeft), innerWidth - EDGE - fits);
  const below = button.bottom < innerHeight * 0.6;
  return {
    width: fits,
    left,
    ...(below
      ? { top: button.bottom + 4, bottom: 'auto', maxHeight: innerHeight - button.bottom - 4 - EDGE }
      : { top: 'auto', bottom: innerHeight - button.top + 4, maxHeight: button.top - 4 - EDGE }),
  };
}

/** Arrow keys go from button to button; Tab does as well. */
function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  if (by === undefined) return;
  const buttons = [...event.currentTarget.querySelectorAll<HTMLElement>('button:not(:disabled)')];
  const at = buttons.indexOf(document.activeElement as HTMLElement);
  if (at < 0) return;
  event.preventDefault();
  buttons[(at + by + buttons.length) % buttons.length]?.focus();
}

export function PopoverButton({ label, icon, width, children }: PopoverButtonProps) {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState(false);
  const [place, setPlace] = useState<CSSProperties>();

  useEffect(() => {
    if (!open) return;
    const element = box.current;
    element?.querySelector<HTMLElement>('button, [tabindex="0"]')?.focus();
    // It stands at a place of the screen: what it belongs to has moved away.
    const leave = (event: Event) => {
      if (!(event.target instanceof Node && element?.contains(event.target))) element?.hidePopover();
    };
    addEventListener('scroll', leave, { capture: true, passive: true });
    addEventListener('resize', leave);
    return () => {
      removeEventListener('scroll', leave, { capture: true });
      removeEventListener('resize', leave);
    };
  }, [open]);

  return (
    <>
      <button
        ref={button}
        type="button"
        className="quiet-button"
        popoverTarget={id}
        aria-expanded={open}
        aria-label={label}
        title={label}
        onClick={() => button.current && setPlace(placeBeside(button.current.getBoundingClientRect(), width))}
      >
        {icon}
      </button>
      {/* Keys pass through to the buttons in it. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
      <div
        ref={box}
        id={id}
        popover="auto"
        role="dialog"
        aria-label={label}
        className="beside"
        style={place}
        onKeyDown={moveFocus}
        onToggle={(event) => setOpen(event.newState === 'open')}
      >
        {open && children}
      </div>
    </>
  );
}
