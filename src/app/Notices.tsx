import { useEffect } from 'react';
import { useKeptFocus } from '../controls';
import { useLab } from '../state/LabProvider';
import type { Notice } from '../state/lab.types';

/** Long enough to be read; errors, warnings and what can be undone stay until they are dismissed. */
const INFO_MILLISECONDS = 12_000;
/** To be read, thought about and pressed. */
const ACTION_MILLISECONDS = 60_000;

/** What the page has to say, over its lower left corner, so that nothing moves. */
export function Notices() {
  const notices = useLab((lab) => lab.notices);
  const kept = useKeptFocus<HTMLElement>();
  return (
    <section ref={kept} data-list="" className="app-notices" aria-label="Notices" aria-live="polite">
      {notices.map((notice) => (
        <NoticeCard key={notice.id} notice={notice} />
      ))}
    </section>
  );
}

function NoticeCard({ notice }: { notice: Notice }) {
  const dismiss = useLab((lab) => lab.dismiss);
  const { action } = notice;
  useEffect(() => {
    if (notice.kind !== 'info') return;
    const timer = setTimeout(() => dismiss(notice.id), notice.action ? ACTION_MILLISECONDS : INFO_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [notice, dismiss]);
  return (
    <div className="app-notice" data-kind={notice.kind} role={notice.kind === 'error' ? 'alert' : undefined}>
      <p>{notice.text}</p>
      {action && (
        <button
          type="button"
          className="link-button"
          onClick={() => {
            dismiss(notice.id);
            action.run();
          }}
        >
          {action.label}
        </button>
      )}
      <button type="button" className="link-button" onClick={() => dismiss(notice.id)}>
        Dismiss
      </button>
    </div>
  );
}
