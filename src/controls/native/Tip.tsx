import { cloneElement, useEffect, useLayoutEffect, useRef, useState, type SyntheticEvent } from 'react';
import { createPortal } from 'react-dom';
import type { TipProps } from '../Tip';
import { placeBeside } from './place';
import '../controls.css';

const DELAY_MS = 500;

export function Tip({ text, children }: TipProps) {
  const popup = useRef<HTMLDivElement>(null);
  /** What the pointer or the focus is on, and how long it is waited. */
  const [on, setOn] = useState<{ element: Element; after: number }>();
  const [anchor, setAnchor] = useState<Element>();
  const shown = text === undefined || on === undefined ? undefined : anchor;
  const said = text === undefined || text === children.props['aria-label'] ? undefined : text;

  useEffect(() => {
    if (!on) return undefined;
    const timer = setTimeout(() => setAnchor(on.element), on.after);
    return () => {
      clearTimeout(timer);
      setAnchor(undefined);
    };
  }, [on]);
  useLayoutEffect(() => {
    if (!shown || !popup.current) return undefined;
    popup.current.showPopover();
    placeBeside(popup.current, shown, { gap: 6, align: 'centre' });
    const escape = (event: KeyboardEvent) => event.key === 'Escape' && setOn(undefined);
    addEventListener('keydown', escape, { capture: true });
    return () => removeEventListener('keydown', escape, { capture: true });
  }, [shown]);

  const hide = () => setOn(undefined);
  /** What the child listens to itself goes on. */
  const also = (name: string, act: (event: SyntheticEvent) => void) => (event: SyntheticEvent) => {
    (children.props[name] as ((event: SyntheticEvent) => void) | undefined)?.(event);
    act(event);
  };
  return (
    <>
      {cloneElement(children, {
        'aria-description': said,
        onPointerEnter: also('onPointerEnter', ({ currentTarget }) => setOn({ element: currentTarget, after: DELAY_MS })),
        onPointerLeave: also('onPointerLeave', hide),
        onPointerDown: also('onPointerDown', hide),
        onFocus: also(
          'onFocus',
          ({ currentTarget }) => currentTarget.matches(':focus-visible') && setOn({ element: currentTarget, after: 0 }),
        ),
        onBlur: also('onBlur', hide),
      })}
      {shown &&
        createPortal(
          <div ref={popup} popover="manual" role="tooltip" className="tip">
            {text}
          </div>,
          // In a landmark, as all that is read.
          document.querySelector('main') ?? document.body,
        )}
    </>
  );
}
