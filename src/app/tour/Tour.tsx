/** A card beside a ring around what it speaks of. Nothing is dimmed or blocked: the page can be used meanwhile. */
import { useEffect, useLayoutEffect, useRef, useState, type KeyboardEvent } from 'react';
import { layerOpen } from '../../controls';
import { useTour } from '../../state/LabProvider';
import { placeBeside, type Box } from './place';
import { TOUR_STEPS, type TourStep } from './steps';
import { WorkedExample } from './WorkedExample';
import './tour.css';

const EDGE = 8;
const RING = 4;

interface Places {
  ring?: Box;
  card: { left: number; top: number };
}

/** Under the header where it stays on top while the page scrolls. */
function freeArea() {
  const header = document.querySelector('.app-header');
  const sticky = header && getComputedStyle(header).position === 'sticky';
  return {
    left: EDGE,
    top: sticky ? header.getBoundingClientRect().bottom + EDGE : EDGE,
    right: innerWidth - EDGE,
    bottom: innerHeight - EDGE,
  };
}

const around = ({ left, top, width, height }: DOMRect): Box => ({
  left: left - RING,
  top: top - RING,
  width: width + 2 * RING,
  height: height + 2 * RING,
});

/** Brings the target onto the screen, as far up as it goes where the page scrolls, so that there is room under it. */
function show(target: Element): void {
  target.scrollIntoView({ block: 'nearest' });
  if (document.documentElement.scrollHeight <= innerHeight || target.closest('.app-header')) return;
  scrollBy({ top: target.getBoundingClientRect().top - freeArea().top - 2 * RING, behavior: 'instant' });
}

/** The first target beside which the card fits. Where none leaves room, the card stands at the foot of the screen. */
function placesFor({ targets }: TourStep, card: DOMRect, scroll: boolean): Places {
  let first: Box | undefined;
  for (const selector of targets) {
    const target = document.querySelector(selector);
    if (!target) continue;
    if (scroll) show(target);
    const ring = around(target.getBoundingClientRect());
    first ??= ring;
    const at = placeBeside(ring, card, freeArea());
    if (at) return { ring, card: at };
  }
  return { ring: first, card: { left: (innerWidth - card.width) / 2, top: innerHeight - card.height - EDGE } };
}

export default function Tour() {
  const at = useTour((tour) => tour.at ?? 0);
  const go = useTour((tour) => tour.go);
  const leave = useTour((tour) => tour.leave);
  const card = useRef<HTMLDialogElement>(null);
  const next = useRef<HTMLButtonElement>(null);
  const [places, setPlaces] = useState<Places>();
  const step = TOUR_STEPS[at] ?? TOUR_STEPS[0];
  const last = at === TOUR_STEPS.length - 1;

  useLayoutEffect(() => {
    const measure = (scroll: boolean) => card.current && setPlaces(placesFor(step, card.current.getBoundingClientRect(), scroll));
    measure(true);
    let frame = 0;
    const again = () => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(() => measure(false));
    };
    addEventListener('resize', again);
    addEventListener('scroll', again, { capture: true, passive: true });
    // Panels change their size without the window doing so.
    const observer = new ResizeObserver(again);
    const main = document.querySelector('main');
    if (main) observer.observe(main);
    return () => {
      cancelAnimationFrame(frame);
      observer.disconnect();
      removeEventListener('resize', again);
      removeEventListener('scroll', again, { capture: true });
    };
  }, [step]);

  useEffect(() => {
    const before = document.activeElement;
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);

  // Unseen until it has its place, and what is unseen takes no focus.
  const placed = places !== undefined;
  useEffect(() => {
    if (placed) next.current?.focus();
  }, [placed]);

  useEffect(() => {
    // From anywhere, but what is open over the page takes its own Escape first: seen on the way down, while it is still open.
    const escape = (event: globalThis.KeyboardEvent) => {
      if (event.key === 'Escape' && !event.defaultPrevented && !layerOpen()) leave();
    };
    addEventListener('keydown', escape, { capture: true });
    return () => removeEventListener('keydown', escape, { capture: true });
  }, [leave]);

  const turn = (event: KeyboardEvent) => {
    const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (by !== 0 && TOUR_STEPS[at + by]) go(at + by);
  };

  return (
    <>
      {places?.ring && <div className="tour-ring" style={places.ring} aria-hidden="true" />}
      <dialog
        ref={card}
        open
        className="tour-card"
        aria-label="Tour"
        style={places ? { ...places.card } : { visibility: 'hidden' }}
        onKeyDown={turn}
      >
        <div aria-live="polite" aria-atomic="true">
          <p className="tour-count">
            {at + 1} of {TOUR_STEPS.length}
          </p>
          <h2>{step.title}</h2>
          {step.example && <WorkedExample />}
          <p>{step.text}</p>
        </div>
        <div className="tour-buttons">
          <button type="button" className="link-button" onClick={leave}>
            {last ? 'Close' : 'Skip'}
          </button>
          <button type="button" className="button button-small" onClick={() => go(at - 1)} disabled={at === 0}>
            Back
          </button>
          <button ref={next} type="button" className="button button-small button-primary" onClick={() => (last ? leave() : go(at + 1))}>
            {last ? 'Done' : 'Next'}
          </button>
        </div>
      </dialog>
    </>
  );
}
