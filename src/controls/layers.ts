/** What lies over the page: dialogs, which take every key, and popovers, which take those pressed inside them. */

const open = (what: string) => typeof document !== 'undefined' && document.querySelector(what) !== null;

/** A dialog is open that keeps the rest of the page from being used. */
export const modalOpen = (): boolean => open('[data-layer="dialog"]');

/** Anything is open that Escape closes. */
export const layerOpen = (): boolean => open('[data-layer]');
