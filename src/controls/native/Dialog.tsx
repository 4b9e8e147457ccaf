import { useEffect, useId, useLayoutEffect, useRef, type ReactNode } from 'react';
import { createPortal } from 'react-dom';
import type { DialogProps } from '../Dialog';
import '../controls.css';

/** The browser keeps the focus in it and returns it. Nothing in it can be lost: it asks nothing before it closes. */
export function Dialog({ open, ...props }: Omit<DialogProps, 'unsaved'>) {
  return open ? createPortal(<Opened {...props} />, document.body) : null;
}

function Opened({
  title,
  size = 'medium',
  onClose,
  onClosed,
  handsFocusOn,
  onSubmit,
  actions,
  foot,
  children,
}: Omit<DialogProps, 'open' | 'unsaved'>) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  const after = useRef({ onClosed, handsFocusOn });
  useEffect(() => {
    after.current = { onClosed, handsFocusOn };
  });
  useLayoutEffect(() => {
    const element = dialog.current;
    const before = document.activeElement;
    element?.showModal();
    return () => {
      element?.close();
      const { onClosed: closed, handsFocusOn: handsOn } = after.current;
      if (!handsOn?.() && before instanceof HTMLElement && before.isConnected) before.focus();
      closed?.();
    };
  }, []);
  const inside: ReactNode = (
    <>
      <div className="dialog-head">
        <h2 id={id}>{title}</h2>
        {actions}
      </div>
      <div className="dialog-body">{children}</div>
      {foot && <div className="dialog-foot">{typeof foot === 'function' ? foot(onClose) : foot}</div>}
    </>
  );
  return (
    <dialog
      ref={dialog}
      className="dialog"
      data-size={size}
      data-layer="dialog"
      aria-labelledby={id}
      onCancel={(event) => {
        // It closes when what it belongs to says so.
        event.preventDefault();
        onClose();
      }}
    >
      {onSubmit ? (
        <form
          className="dialog-form"
          onSubmit={(event) => {
            event.preventDefault();
            onSubmit();
          }}
        >
          {inside}
        </form>
      ) : (
        <div className="dialog-form">{inside}</div>
      )}
    </dialog>
  );
}
