import { createContext, use, useEffect, useId, useRef, useState } from 'react';
import { createPortal, flushSync } from 'react-dom';
import type { PopoverButtonProps, PopoverContext } from '../Popover';
import { placeBeside } from './place';
import { Tip } from './Tip';
import '../controls.css';

const Context = createContext<PopoverContext | undefined>(undefined);

export function usePopover(): PopoverContext {
  const context = use(Context);
  if (!context) throw new Error('usePopover is for what stands in a popover.');
  return context;
}

const FIRST = 'button:not(:disabled), a[href], input:not(:disabled), select:not(:disabled), [tabindex="0"]';

/** The browser closes it by Escape and by a press elsewhere, and gives the focus back. */
export function PopoverButton({ label, opens = label, icon, className = 'quiet-button', disabled, width, children }: PopoverButtonProps) {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const popup = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState(false);
  const [context] = useState<PopoverContext>(() => ({ button, close: () => popup.current?.hidePopover() }));
  useEffect(() => {
    if (!open) return undefined;
    const again = () => popup.current && button.current && placeBeside(popup.current, button.current, { gap: 4, align: 'end' });
    // What stands in it may grow once it is loaded.
    const observer = new ResizeObserver(again);
    if (popup.current) observer.observe(popup.current);
    addEventListener('resize', again);
    return () => {
      observer.disconnect();
      removeEventListener('resize', again);
    };
  }, [open]);
  return (
    <>
      <Tip text={open ? undefined : label}>
        <button
          ref={button}
          type="button"
          className={className}
          aria-label={label}
          aria-haspopup="dialog"
          aria-expanded={open}
          disabled={disabled}
          popoverTarget={id}
        >
          {icon}
        </button>
      </Tip>
      {createPortal(
        <div
          ref={popup}
          id={id}
          popover="auto"
          role="dialog"
          tabIndex={-1}
          className="popover"
          data-layer={open ? 'popover' : undefined}
          aria-label={opens}
          style={{ width }}
          onBeforeToggle={({ newState }) => {
            // It is filled before it is seen, so that its size is known.
            if (newState === 'open') flushSync(() => setOpen(true));
          }}
          onToggle={({ newState, currentTarget }) => {
            if (newState === 'closed') return setOpen(false);
            if (button.current) placeBeside(currentTarget, button.current, { gap: 4, align: 'end' });
            (currentTarget.querySelector<HTMLElement>(FIRST) ?? currentTarget).focus();
          }}
        >
          {open && <Context value={context}>{children}</Context>}
        </div>,
        document.body,
      )}
    </>
  );
}
