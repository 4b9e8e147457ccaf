import { useMemo, useRef, useState } from 'react';
import { ChooseOne, Dialog, Name } from '../../controls';
import { PlotActions, Thumbnail, fixed, integer, percent, useExported } from '../../plots';
import { useLab, useLabStore, useViewStores } from '../../state/LabProvider';
import { goThrough } from '../../state/views/anchorOrder';
import { measureOf } from '../../state/views/selection';
import { useNames, useRankings } from '../../state/views/useSelection';
import { AsOf } from '../asOf';
import { Gloss } from '../help';
import { outsideTable, recallTable, selectedTable } from './exports';
import { summarise } from './summary';
import { useSelectionFound } from './useSelectionFound';
import './selection.css';

/** Images and classes drawn before the rest is counted. */
const MOST_IMAGES = 120;
const MOST_CLASSES = 24;

/** What a selection of images holds: the images, their classes, their recall in each run, and what lies nearest outside. */
export function SelectionDialog({ selected, onClose }: { selected: ReadonlySet<number>; onClose(): void }) {
  const stores = useViewStores();
  const labStore = useLabStore();
  const rankings = useRankings();
  const labels = useLab((lab) => lab.evaluation?.labels);
  const found = useSelectionFound(rankings, selected);
  const [chosen, setChosen] = useState<string>();
  const body = useRef<HTMLDivElement>(null);
  const [recalls, outside] = [useRef<HTMLElement>(null), useRef<HTMLElement>(null)];
  const at = Math.max(
    0,
    rankings.findIndex(({ id }) => id === chosen),
  );
  const ranking = rankings[at];
  const indices = useMemo(() => [...selected].sort((a, b) => a - b), [selected]);

  useExported(body, { name: 'Images selected', table: () => selectedTable(labStore.getState(), selected) });
  useExported(recalls, { name: 'Recall of the selection', table: () => recallTable(rankings, found) });
  useExported(outside, { name: 'Nearest outside the selection', table: () => outsideTable(labStore.getState(), rankings, found) });

  const through = () => {
    goThrough(stores, Int32Array.from(indices), 'the selection');
    onClose();
  };
  return (
    <Dialog
      open
      size="large"
      title={`Selection – ${integer(selected.size)} ${selected.size === 1 ? 'image' : 'images'}`}
      onClose={onClose}
      actions={
        <>
          <AsOf snapshot={ranking?.snapshot} />
          <button type="button" className="button button-small" onClick={through}>
            Go through them
          </button>
          <PlotActions name="Selection" step={ranking?.snapshot.step} part={ranking?.snapshot.part} />
          <button type="button" className="button button-small" onClick={onClose}>
            Close
          </button>
        </>
      }
    >
      <div className="selection-body" ref={body}>
        <section aria-label="Images">
          <h3>Images</h3>
          <Images indices={indices.slice(0, MOST_IMAGES)} side={36} />
          {indices.length > MOST_IMAGES && <p className="panel-note">and {integer(indices.length - MOST_IMAGES)} more</p>}
        </section>
        <section aria-label="Classes">
          <h3>Classes</h3>
          {labels && <Classes selected={selected} labels={labels} />}
        </section>
        <section aria-label="Recall" ref={recalls}>
          <h3>Recall</h3>
          <p className="panel-note">Of the images selected, each looked up among all others on show; in grey that of all images.</p>
          <table className="table selection-recall">
            <thead>
              <tr>
                <th scope="col">run</th>
                <th scope="col">Recall@1</th>
                <th scope="col">@8</th>
                <th scope="col">
                  <Gloss term="queries" />
                </th>
              </tr>
            </thead>
            <tbody>
              {rankings.map(({ id, name, geometry, snapshot, other }, i) => {
                const retrieval = found[i]?.retrieval;
                return (
                  <tr key={id}>
                    <th scope="row" data-geometry={geometry}>
                      {name}
                    </th>
                    <td>
                      {!retrieval ? (
                        '…'
                      ) : retrieval.queries === 0 ? (
                        'no query'
                      ) : (
                        <>
                          <b>{percent(retrieval.recallAt[1])}</b> ± {fixed(100 * retrieval.standardError, 1)}
                        </>
                      )}
                      {!other && <span className="selection-all"> {percent(snapshot.retrieval.recallAt[1])}</span>}
                    </td>
                    <td>{retrieval && retrieval.queries > 0 ? percent(retrieval.recallAt[8]) : '–'}</td>
                    <td>{retrieval ? integer(retrieval.queries) : '…'}</td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </section>
        <section aria-label="Nearest outside" ref={outside}>
          <div className="selection-outside-head">
            <h3>Nearest outside</h3>
            <ChooseOne
              label="Run"
              options={rankings.map(({ id, name, geometry }) => ({ value: id, name, geometry }))}
              value={ranking?.id}
              choose={setChosen}
            />
          </div>
          <p className="panel-note">
            Images that are not selected, by the least {ranking ? measureOf(ranking.geometry) : 'distance'} to any that is.
          </p>
          {found[at] ? (
            <Images indices={[...found[at].outside]} distances={found[at].distances} side={44} />
          ) : (
            <p className="panel-note" role="status">
              looking …
            </p>
          )}
        </section>
      </div>
    </Dialog>
  );
}

function Images({ indices, distances, side }: { indices: readonly number[]; distances?: Float64Array; side: number }) {
  const images = useLab((lab) => lab.thumbnails);
  const rows = useLab((lab) => lab.evaluation?.rows);
  const select = useLab((lab) => lab.selectAnchor);
  const anchor = useLab((lab) => lab.anchor);
  const { classOf } = useNames();
  return (
    <ul className="selection-images">
      {indices.map((index, i) => {
        const distance = distances?.[i];
        const label = `${classOf(index)}${distance === undefined ? '' : `, ${fixed(distance, 2)}`}`;
        return (
          <li key={index}>
            <button
              type="button"
              className="selection-image"
              aria-label={`${label}: make it the anchor`}
              aria-current={index === anchor || undefined}
              title={label}
              onClick={() => select(index)}
            >
              <Thumbnail images={images} row={rows?.[index] ?? 0} side={side} />
              {distance !== undefined && <span>{fixed(distance, 2)}</span>}
            </button>
          </li>
        );
      })}
    </ul>
  );
}

/** How many images of each class are selected, of how many there are. */
function Classes({ selected, labels }: { selected: ReadonlySet<number>; labels: Int32Array }) {
  const classes = useLab((lab) => lab.imageSet?.classes);
  const { top } = useMemo(() => summarise(selected, labels), [selected, labels]);
  const all = useMemo(() => {
    const counts = new Map<number, number>();
    for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
    return counts;
  }, [labels]);
  const most = Math.max(1, ...top.map(({ label }) => all.get(label) ?? 0));
  return (
    <>
      <ol className="selection-classes">
        {top.slice(0, MOST_CLASSES).map(({ label, images }) => {
          const name = classes?.[label]?.name ?? `class ${label + 1}`;
          const of = all.get(label) ?? images;
          return (
            <li key={label} title={`${integer(images)} of the ${integer(of)} images of ${name}`}>
              <span className="selection-class-name">
                <Name>{name}</Name>
              </span>
              <span className="selection-track" aria-hidden="true">
                <span style={{ width: `${(100 * of) / most}%` }} />
                <span style={{ width: `${(100 * images) / most}%` }} />
              </span>
              <span className="selection-count">
                {integer(images)} of {integer(of)}
              </span>
            </li>
          );
        })}
      </ol>
      {top.length > MOST_CLASSES && <p className="panel-note">and {integer(top.length - MOST_CLASSES)} classes more</p>}
    </>
  );
}
