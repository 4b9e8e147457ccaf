import { Popover as Base } from '@base-ui/react/popover';
import { createContext, use, useRef, useState, type ReactNode, type RefObject } from 'react';
import { Tip } from './Tip';
import './controls.css';

export interface PopoverContext {
  /** The button it belongs to: what is opened stands elsewhere in the document. */
  button: RefObject<HTMLButtonElement | null>;
  close(): void;
}

const Context = createContext<PopoverContext | undefined>(undefined);

/** The popover that a component stands in. */
export function usePopover(): PopoverContext {
  const context = use(Context);
  if (!context) throw new Error('usePopover is for what stands in a popover.');
  return context;
}

export interface PopoverButtonProps {
  /** Name of the button, and of what it opens. */
  label: string;
  /** Name of what is opened, where it differs. */
  opens?: string;
  /** What stands on the button. */
  icon: ReactNode;
  className?: string;
  disabled?: boolean;
  /** Of what is opened, pixels; less on narrow screens. */
  width: number;
  /** There only while it is open. */
  children: ReactNode;
}

/** A small button and what it opens beside itself, above everything: closed by Escape, which gives the focus back, and by a press elsewhere. */
export function PopoverButton({ label, opens = label, icon, className = 'quiet-button', disabled, width, children }: PopoverButtonProps) {
  const button = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  const [context] = useState<PopoverContext>(() => ({ button, close: () => setOpen(false) }));
  return (
    <Base.Root open={open} onOpenChange={setOpen}>
      <Tip text={open ? undefined : label}>
        <Base.Trigger ref={button} className={className} aria-label={label} disabled={disabled}>
          {icon}
        </Base.Trigger>
      </Tip>
      <Base.Portal>
        <Base.Positioner className="popover-place" side="bottom" align="end" sideOffset={4} collisionPadding={8}>
          <Base.Popup className="popover" data-layer="popover" aria-label={opens} style={{ width }}>
            <Context value={context}>{children}</Context>
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
