import { useRef } from 'react';
import { showName } from '../../../core/ingest/names';
import type { Rejected } from '../../../core/ingest/rejection';
import { useScrollWindow } from '../useScrollWindow';

const ROW = 38;

/** Every file that was left out, and why. Names come from anywhere: they are drawn as text, with what can't be seen made visible. */
export function ReasonList({ label, rejected }: { label: string; rejected: readonly Rejected[] }) {
  const frame = useRef<HTMLDivElement>(null);
  const view = useScrollWindow(frame, ROW, () => rejected.length);
  return (
    // The keys scroll it: there may be thousands of lines, and nothing in it can be focused.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div ref={frame} className="images-reason-list" onScroll={view.onScroll} tabIndex={0} role="group" aria-label={label}>
      <ul style={{ height: rejected.length * ROW, position: 'relative' }} aria-label={label}>
        {rejected.slice(view.first, view.end).map(({ name, reason }, i) => {
          const index = view.first + i;
          return (
            <li key={index} style={{ top: index * ROW, height: ROW }} aria-setsize={rejected.length} aria-posinset={index + 1}>
              <span className="images-reason-name" title={showName(name, 1000)} dir="ltr">
                {showName(name)}
              </span>
              <span className="images-reason-why" title={reason}>
                {reason}
              </span>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
