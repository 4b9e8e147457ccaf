/** One picture in the room of all, and back. */
import { useCallback, useEffect, useRef, useState } from 'react';
import { Tip, layerOpen } from '../../controls';
import { useViewStores } from '../../state/LabProvider';

export interface Maximised {
  on: boolean;
  toggle: () => void;
}

/**
 * Whether a panel has the room of all. While it has, the hierarchy of the classes is drawn, for which there is room now, unless it has been
 * taken away by hand; Escape ends it, and gives the focus back to what had it.
 */
export function useMaximised(): Maximised {
  const { colouring } = useViewStores();
  const [on, setOn] = useState(false);
  const before = useRef<{ focused: Element | null; addedHierarchy: boolean }>(undefined);

  const toggle = useCallback(() => {
    const { hierarchy, toggle: flip } = colouring.getState();
    const opened = before.current;
    if (!opened) {
      before.current = { focused: document.activeElement, addedHierarchy: !hierarchy };
      if (!hierarchy) flip('hierarchy');
      return setOn(true);
    }
    before.current = undefined;
    if (opened.addedHierarchy && hierarchy) flip('hierarchy');
    setOn(false);
    const { focused } = opened;
    if (focused instanceof HTMLElement && focused !== document.body) requestAnimationFrame(() => focused.isConnected && focused.focus());
  }, [colouring]);

  useEffect(() => {
    if (!on) return;
    // Seen on the way down: the plot has a use of its own for Escape.
    const escape = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented || layerOpen()) return;
      event.preventDefault();
      event.stopPropagation();
      toggle();
    };
    addEventListener('keydown', escape, { capture: true });
    return () => removeEventListener('keydown', escape, { capture: true });
  }, [on, toggle]);

  // Its run may be taken away meanwhile.
  useEffect(
    () => () => {
      const { hierarchy, toggle: flip } = colouring.getState();
      if (before.current?.addedHierarchy && hierarchy) flip('hierarchy');
    },
    [colouring],
  );
  return { on, toggle };
}

export function MaximiseButton({ of, on, toggle }: Maximised & { of: string }) {
  return (
    <Tip text={on ? 'As large as the others (Escape)' : 'Maximise (double-click on the title)'}>
      <button type="button" className="quiet-button" aria-label={`Maximise ${of}`} aria-pressed={on} onClick={toggle}>
        <svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true" className="disk-icon">
          <path
            d={
              on
                ? 'M8.5 1.5v4h4M5.5 12.5v-4h-4M8.7 5.3 12.5 1.5M5.3 8.7l-3.8 3.8'
                : 'M8.5 1.5h4v4M5.5 12.5h-4v-4M12.3 1.7 8.5 5.5M1.7 12.3l3.8-3.8'
            }
          />
        </svg>
      </button>
    </Tip>
  );
}
