import { useEffect, useRef, useState } from 'react';
import { messageOf } from '../../../core/errors';
import { showName } from '../../../core/ingest/names';
import { useLabStore } from '../../../state/LabProvider';
import type { ImageSetListing } from '../../../state/ports';
import { imagesCsv, safeFileName, saveText } from './reportFile';
import { useScrollWindow } from '../useScrollWindow';
import { counted } from '../words';

const ROW = 38;

/** Every image of a stored set: path, class and part of the split, listed when it is asked for, and to be saved as a table. */
export function StoredImages({ set, count, title }: { set: string; count: number; title: string }) {
  const lab = useLabStore();
  const [open, setOpen] = useState(false);
  const [found, setFound] = useState<ImageSetListing>();
  const [problem, setProblem] = useState<string>();
  const wanted = open && found?.id !== set;
  useEffect(() => {
    if (!wanted) return;
    let current = true;
    lab
      .getState()
      .listImageSet(set)
      .then(
        (listing) => current && setFound(listing),
        (error: unknown) => current && setProblem(messageOf(error)),
      );
    return () => void (current = false);
  }, [lab, set, wanted]);
  const listing = found?.id === set ? found : undefined;
  return (
    <section aria-label="Images of the set">
      <h3 className="images-report-heading">{counted(count, 'image')} in the set</h3>
      <p>
        <button type="button" className="link-button" aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? 'Hide the list' : 'Show path, class and split of each'}
        </button>
        {open && listing && (
          <>
            {' · '}
            <button
              type="button"
              className="link-button"
              onClick={() => saveText(`${safeFileName(title)}-images.csv`, 'text/csv', imagesCsv(listing.images))}
            >
              Save images as CSV
            </button>
          </>
        )}
      </p>
      {open && problem && (
        <p className="field-error" role="alert">
          {problem}
        </p>
      )}
      {open && !listing && !problem && <p className="panel-note">Listing …</p>}
      {open && listing && <Rows images={listing.images} />}
    </section>
  );
}

function Rows({ images }: Pick<ImageSetListing, 'images'>) {
  const frame = useRef<HTMLDivElement>(null);
  const view = useScrollWindow(frame, ROW, () => images.length);
  return (
    // The keys scroll it: there may be thousands of lines, and nothing in it can be focused.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div ref={frame} className="images-reason-list" onScroll={view.onScroll} tabIndex={0} role="group" aria-label="Images">
      <ul style={{ height: images.length * ROW, position: 'relative' }} aria-label="Images">
        {images.slice(view.first, view.end).map(({ path, class: classPath, split }, i) => {
          const index = view.first + i;
          return (
            <li key={index} style={{ top: index * ROW, height: ROW }} aria-setsize={images.length} aria-posinset={index + 1}>
              <span className="images-reason-name" title={showName(path, 1000)} dir="ltr">
                {showName(path)}
              </span>
              <span className="images-reason-why" title={showName(classPath, 1000)}>
                {showName(classPath)} · {split}
              </span>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
