import { useEffect, useId, useRef, type ReactNode } from 'react';

interface Props {
  open: boolean;
  title: string;
  /** For a form of one column. */
  narrow?: boolean;
  /** Left by Escape; what was typed stays with whoever owns it. */
  onClose(): void;
  onSubmit(): void;
  children: ReactNode;
  foot: ReactNode;
}

/** A modal form. Enter submits; the focus returns to where it was. */
export function Dialog({ open, title, narrow, onClose, onSubmit, children, foot }: Props) {
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current;
    if (!element || element.open === open) return;
    if (open) element.showModal();
    else element.close();
  }, [open]);
  return (
    <dialog ref={dialog} className={narrow ? 'dialog narrow' : 'dialog'} aria-labelledby={id} onClose={onClose}>
      {open && (
        <form
          className="dialog-form"
          onSubmit={(event) => {
            event.preventDefault();
            onSubmit();
            // What keeps it from being taken may be scrolled out of sight.
            requestAnimationFrame(() => dialog.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
          }}
        >
          <div className="dialog-head">
            <h2 id={id}>{title}</h2>
          </div>
          <div className="dialog-body">{children}</div>
          <div className="dialog-foot">{foot}</div>
        </form>
      )}
    </dialog>
  );
}
