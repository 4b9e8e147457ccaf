/**
 * Frames shared by all plots of the page: several that change at once are drawn one after another, as many in a frame as its
 * budget holds. Each gets its turn; none keeps the page from answering.
 */

/** Milliseconds of drawing in one frame, from which on the rest waits for the next. */
const BUDGET = 8;

export type Draw = (now: number) => void;

const waiting = new Set<Draw>();
let asked = false;

function ask(): void {
  if (asked || waiting.size === 0) return;
  asked = true;
  requestAnimationFrame((now) => {
    asked = false;
    const end = performance.now() + BUDGET;
    // What asks again while it is drawn goes to the end of the queue, and is not seen here.
    for (const draw of [...waiting]) {
      waiting.delete(draw);
      draw(now);
      if (performance.now() >= end) break;
    }
    ask();
  });
}

/** Calls `draw` in one of the next frames, once however often it is asked for; returns the way to call it off. */
export function inFrame(draw: Draw): () => void {
  waiting.add(draw);
  ask();
  return () => waiting.delete(draw);
}
