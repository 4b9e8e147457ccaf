import { useLab, useTour } from '../../state/LabProvider';
import { usePreferences } from '../../state/preferences';
import './invitation.css';

/** Offers the tour on the first visit, in its own place of the header: nothing is covered, and training takes it away. */
export function TourInvitation() {
  const offered = usePreferences((chosen) => !chosen.tourSeen);
  const start = useTour((tour) => tour.start);
  const leave = useTour((tour) => tour.leave);
  const busy = useLab((lab) => lab.wantsTraining || lab.trained);
  if (!offered || busy) return null;
  return (
    <section className="tour-invitation" aria-label="First visit">
      <span>New here?</span>
      <button type="button" className="link-button" onClick={start}>
        Take the tour
      </button>
      <button type="button" className="link-button tour-decline" onClick={leave} aria-label="Skip the tour">
        Skip
      </button>
    </section>
  );
}
