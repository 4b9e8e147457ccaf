/** What pointer, wheel and keys do on a plot, in places of the plot (CSS pixels from its corner) and free of event details. */

export interface GestureHandlers {
  point(x: number, y: number): void;
  leave(): void;
  click(x: number, y: number): void;
  doubleClick(x: number, y: number): void;
  /** The pointer went down: what is dragged from here on starts from the present view, or draws a lasso. */
  grip(lasso: boolean): void;
  /** The pointer, down since `from`, is at `to` now. */
  drag(from: readonly [number, number], to: readonly [number, number]): void;
  /** The pointer went up; `add`: what is chosen joins what was chosen before. */
  release(add: boolean): void;
  /** The browser has taken the pointer for itself. */
  cancel(): void;
  zoom(factor: number, x: number, y: number): void;
  /** true: the key meant something here. */
  key(event: KeyboardEvent): boolean;
}

/** Pixels the pointer may move and still click. */
const CLICK = 3;
const ZOOM_PER_PIXEL = 0.0016;
const PIXELS_PER_LINE = 16;

/** Listens until the signal is given. */
export function listenToGestures(host: HTMLElement, handlers: GestureHandlers, signal: AbortSignal): void {
  let grip: { pointer: number; from: readonly [number, number]; dragged: boolean } | undefined;
  const on = <K extends keyof HTMLElementEventMap>(type: K, listener: (event: HTMLElementEventMap[K]) => void, passive = true) =>
    host.addEventListener(type, listener, { signal, passive });
  const placeOf = (event: MouseEvent): [number, number] => {
    const box = host.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };

  on('pointerdown', (event) => {
    if (event.button !== 0) return;
    host.setPointerCapture(event.pointerId);
    grip = { pointer: event.pointerId, from: placeOf(event), dragged: false };
    handlers.grip(event.shiftKey);
  });
  on('pointermove', (event) => {
    const at = placeOf(event);
    if (grip?.pointer !== event.pointerId) return handlers.point(...at);
    if (!grip.dragged && Math.hypot(at[0] - grip.from[0], at[1] - grip.from[1]) < CLICK) return;
    if (!grip.dragged) handlers.leave();
    grip.dragged = true;
    handlers.drag(grip.from, at);
  });
  on('pointerup', (event) => {
    if (!grip) return;
    const { dragged } = grip;
    grip = undefined;
    handlers.release(event.ctrlKey || event.metaKey);
    if (!dragged) handlers.click(...placeOf(event));
  });
  on('pointercancel', () => {
    grip = undefined;
    handlers.cancel();
  });
  on('pointerleave', () => handlers.leave());
  on('blur', () => handlers.leave());
  on('dblclick', (event) => handlers.doubleClick(...placeOf(event)));
  on(
    'wheel',
    (event) => {
      // Where the page scrolls, the wheel is the page's, unless it is clear that the plot is meant.
      const page = document.documentElement;
      if (page.scrollHeight > page.clientHeight + 1 && !event.ctrlKey && document.activeElement !== host) return;
      event.preventDefault();
      const pixels = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? event.deltaY * PIXELS_PER_LINE : event.deltaY;
      handlers.zoom(Math.exp(-pixels * ZOOM_PER_PIXEL), ...placeOf(event));
    },
    false,
  );
  on(
    'keydown',
    (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || !handlers.key(event)) return;
      event.preventDefault();
      // The page has keys of its own.
      event.stopPropagation();
    },
    false,
  );
}
