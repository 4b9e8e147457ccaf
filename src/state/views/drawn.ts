/**
 * Lets the page draw what has changed before the next change comes: drawn together, several large changes would keep it from answering.
 */
export function drawn(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof requestAnimationFrame === 'undefined') return void setTimeout(resolve);
    // A page in the background is not drawn: it goes on all the same.
    const waiting = setTimeout(resolve, 200);
    requestAnimationFrame(() => {
      clearTimeout(waiting);
      setTimeout(resolve);
    });
  });
}
