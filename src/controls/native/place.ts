/** Where what opens beside a button stands: below it, or above where there is more room, and within the window. */

const EDGE = 8;

export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

export interface Placed {
  left: number;
  top: number;
  /** Room that there is at most, pixels. */
  width: number;
  height: number;
}

/**
 * @param anchor the button, @param size of what opens, @param view the window, pixels
 * @param align which edges lie over each other
 */
export function placed(
  anchor: Box,
  size: { width: number; height: number },
  view: { width: number; height: number },
  { gap, align }: { gap: number; align: 'start' | 'centre' | 'end' },
): Placed {
  const below = view.height - anchor.bottom - gap - EDGE;
  const above = anchor.top - gap - EDGE;
  const under = below >= Math.min(size.height, above) || below >= above;
  const height = Math.max(0, under ? below : above);
  const width = Math.max(0, view.width - 2 * EDGE);
  const [shownWide, shownHigh] = [Math.min(size.width, width), Math.min(size.height, height)];
  const wanted = { start: anchor.left, centre: (anchor.left + anchor.right - shownWide) / 2, end: anchor.right - shownWide }[align];
  return {
    left: Math.max(EDGE, Math.min(wanted, view.width - EDGE - shownWide)),
    top: under ? anchor.bottom + gap : anchor.top - gap - shownHigh,
    width,
    height,
  };
}

/** Puts an element of the top layer beside its button. */
export function placeBeside(element: HTMLElement, anchor: Element, options: { gap: number; align: 'start' | 'centre' | 'end' }): void {
  const view = { width: document.documentElement.clientWidth, height: innerHeight };
  Object.assign(element.style, { position: 'fixed', inset: 'auto', margin: '0', left: '0', top: '0' });
  element.style.setProperty('--available-width', `${view.width - 2 * EDGE}px`);
  element.style.setProperty('--available-height', `${view.height - 2 * EDGE}px`);
  const { left, top, height } = placed(anchor.getBoundingClientRect(), element.getBoundingClientRect(), view, options);
  element.style.setProperty('--available-height', `${height}px`);
  Object.assign(element.style, { left: `${left}px`, top: `${top}px` });
}
