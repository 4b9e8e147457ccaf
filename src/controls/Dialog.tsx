import { Dialog as Base } from '@base-ui/react/dialog';
import { useId, useRef, useState, type ReactNode } from 'react';
import { Ask } from './Ask';
import { useReturn } from './focus';
import './controls.css';

export interface DialogProps {
  open: boolean;
  title: string;
  /** `narrow` for a form of one column, `long` for what is read; `large` and `wide` are as high as they may be, whatever is in them. */
  size?: 'narrow' | 'medium' | 'long' | 'large' | 'wide';
  /** Escape, or an answer to what is unsaved. Buttons that close it call whatever they are for themselves. */
  onClose(): void;
  /** It is gone, and the page behind it can take the focus again. */
  onClosed?(): void;
  /** Asked as it closes: true where something else takes the focus then, which must not be taken back from it. */
  handsFocusOn?(): boolean;
  /** Makes it a form: Enter submits. */
  onSubmit?(): void;
  /** What closing would lose, as a sentence: Escape, and `close` of the foot, then ask before they close. */
  unsaved?: string;
  /** At the right of the title. */
  actions?: ReactNode;
  /** `close` does what Escape does. */
  foot?: ReactNode | ((close: () => void) => ReactNode);
  children: ReactNode;
}

/** A modal dialog. The focus stays in it and returns to where it was; Escape closes the topmost of several only. */
export function Dialog({
  open,
  title,
  size = 'medium',
  onClose,
  onClosed,
  handsFocusOn,
  onSubmit,
  unsaved,
  actions,
  foot,
  children,
}: DialogProps) {
  const popup = useRef<HTMLDivElement>(null);
  const form = useId();
  const [asking, setAsking] = useState(false);
  const back = useReturn(open);
  const close = () => (unsaved === undefined ? onClose() : setAsking(true));
  const inside = (
    <>
      <div className="dialog-head">
        <Base.Title>{title}</Base.Title>
        {actions}
      </div>
      <div className="dialog-body">{children}</div>
      {foot && <div className="dialog-foot">{typeof foot === 'function' ? foot(close) : foot}</div>}
    </>
  );
  return (
    <Base.Root
      open={open}
      disablePointerDismissal
      onOpenChange={(next) => !next && close()}
      onOpenChangeComplete={(next) => !next && onClosed?.()}
    >
      <Base.Portal>
        <Base.Backdrop className="dialog-backdrop" />
        <Base.Popup ref={popup} className="dialog" data-size={size} data-layer="dialog" finalFocus={() => !handsFocusOn?.() && back()}>
          {onSubmit ? (
            <form
              id={form}
              className="dialog-form"
              onSubmit={(event) => {
                event.preventDefault();
                onSubmit();
                // What keeps it from being submitted may be scrolled out of sight.
                requestAnimationFrame(() => popup.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
              }}
            >
              {inside}
            </form>
          ) : (
            <div className="dialog-form">{inside}</div>
          )}
        </Base.Popup>
      </Base.Portal>
      <Ask
        open={open && asking && unsaved !== undefined}
        title="Close without saving?"
        says={unsaved ?? ''}
        yes="Discard"
        no="Keep editing"
        answer={(discard) => {
          setAsking(false);
          if (discard) onClose();
        }}
      />
    </Base.Root>
  );
}
