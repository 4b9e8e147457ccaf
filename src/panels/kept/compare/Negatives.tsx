import { useId, useRef } from 'react';
import { Thumbnail, fixed, gradientShare, ordinal, useSize } from '../../../plots';
import { anchorView, measureOf, overlapOf, type AnchorView } from '../../../state/views/selection';
import type { ByImages, ImageComparison } from './compared';
import type { Opened } from './useImages';

interface NegativesProps {
  comparison: ImageComparison;
  opened: Opened;
  anchor: number;
  setAnchor(anchor: number): void;
  k: number;
  setK(k: number): void;
  /** Code of the run that the others are compared with. */
  against: string;
  setAgainst(code: string): void;
  /** Waits for records. */
  waiting: number;
}

const COUNTS = [4, 6, 8, 12, 24] as const;
/** Of a thumbnail, pixels: as large as the rows have room for. */
const LEAST_SIDE = 40;
const MOST_SIDE = 72;
/** What a row has beside its thumbnails, and a thumbnail around it. */
const BESIDE = 170;
const AROUND = 14;

/** The nearest negatives of one anchor in every run; what the run compared with does not list wears a red box. */
export function Negatives({ comparison, opened, anchor, setAnchor, k, setK, against, setAgainst, waiting }: NegativesProps) {
  const id = useId();
  const frame = useRef<HTMLDivElement>(null);
  const room = useSize(frame)?.width ?? 0;
  const side = Math.round(Math.min(MOST_SIDE, Math.max(LEAST_SIDE, (room - BESIDE) / Math.min(k, 8) - AROUND)));
  const { images, runs } = comparison;
  const n = images?.rows.length ?? 0;
  const step = (by: number) => setAnchor((anchor + by + n) % n);
  const labels = images?.labels;
  const views = labels ? runs.map(({ ranking }) => anchorView(ranking, labels, anchor)) : [];
  const base = views[runs.findIndex(({ run }) => run.code === against)];
  const nameOf = (index: number) => opened.set?.info.classes[labels?.[index] ?? -1]?.name ?? `class ${labels?.[index] ?? '?'}`;
  const row = (index: number) => images?.rows[index] ?? 0;
  return (
    <section className="panel kept-negatives" aria-label="Hard negatives of one anchor">
      <div className="panel-head">
        <h3 className="panel-title">Hard negatives</h3>
        {n > 0 && (
          <>
            <span className="kept-note">
              {anchor + 1} of {n}
            </span>
            <span className="segmented" role="group" aria-label="Anchor">
              <button type="button" aria-label="Previous anchor" onClick={() => step(-1)}>
                ‹
              </button>
              <button type="button" onClick={() => setAnchor(Math.floor(Math.random() * n))}>
                random
              </button>
              <button type="button" aria-label="Next anchor" onClick={() => step(1)}>
                ›
              </button>
            </span>
            <label className="kept-labelled" htmlFor={`${id}k`}>
              top
              <select id={`${id}k`} className="select" value={k} onChange={(event) => setK(Number(event.target.value))}>
                {COUNTS.map((count) => (
                  <option key={count}>{count}</option>
                ))}
              </select>
            </label>
            <label className="kept-labelled" htmlFor={`${id}a`} title="Red boxes: absent from the negatives of this run">
              <span className="kept-absent" aria-hidden="true">
                ∉
              </span>
              <span className="visually-hidden">Absent from</span>
              <select id={`${id}a`} className="select" value={against} onChange={(event) => setAgainst(event.target.value)}>
                {runs.map(({ run }) => (
                  <option key={run.code}>{run.code}</option>
                ))}
              </select>
            </label>
          </>
        )}
      </div>
      {opened.failure !== undefined && <p className="kept-failure">{opened.failure}</p>}
      {n === 0 && <p className="kept-nothing">{waiting > 0 ? 'Reading the records …' : 'No snapshot is kept of any of these runs.'}</p>}
      <div ref={frame} className="kept-scroll kept-rows">
        {runs.map((one, i) => {
          const view = views[i];
          return (
            view && (
              <Row
                key={one.run.code}
                one={one}
                view={view}
                base={one.run.code === against ? undefined : base}
                {...{ anchor, k, against, nameOf, row, opened, setAnchor, side }}
              />
            )
          );
        })}
      </div>
      {comparison.others.length > 0 && (
        <ul className="kept-others" aria-label="Not compared by images">
          {comparison.others.map(({ code, title, why }) => (
            <li key={code}>
              <span className="kept-code">{code}</span> {title} is not compared by images: {why}.
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

interface RowProps extends Pick<NegativesProps, 'anchor' | 'k' | 'against' | 'opened' | 'setAnchor'> {
  one: ByImages;
  view: AnchorView;
  base: AnchorView | undefined;
  nameOf(index: number): string;
  row(index: number): number;
  /** Of a thumbnail, pixels. */
  side: number;
}

function Row({ one, view, base, anchor, k, against, nameOf, row, opened, setAnchor, side }: RowProps) {
  const { run, ranking } = one;
  const overlap = base && overlapOf(view, base, k);
  const picture = (index: number) => <Thumbnail images={opened.set?.thumbnails} row={row(index)} side={side} />;
  return (
    <section className="kept-negatives-row" data-geometry={ranking.geometry} aria-label={`Hard negatives of ${run.code}, ${run.name}`}>
      <div className="kept-negatives-head">
        <span className="kept-code" data-geometry={ranking.geometry} title={run.name}>
          {run.code}
        </span>
        <span className="kept-note">
          {overlap ? (
            <>
              shares <b>{overlap.shared}</b> of {overlap.of}
            </>
          ) : (
            'compared with'
          )}
        </span>
      </div>
      <span className="kept-anchor" title={`${nameOf(anchor)}, the anchor`}>
        {picture(anchor)}
        <span className="visually-hidden">Anchor: {nameOf(anchor)}</span>
      </span>
      {Array.from(view.negatives.subarray(0, k), (index, place) => {
        const absent = overlap?.absent.has(index) ?? false;
        const p = view.weights?.[place];
        const label = `${nameOf(index)}, ${ordinal(place + 1)} negative, ${measureOf(ranking.geometry)} ${fixed(view.distances[place] ?? NaN, 2)}${
          p === undefined ? '' : `, p ${gradientShare(p)}`
        }${absent ? `, absent from ${against}'s top ${k}` : ''}. Make it the anchor`;
        return (
          <button
            key={index}
            type="button"
            className="kept-tile"
            data-absent={absent || undefined}
            style={{ width: side + 8 }}
            aria-label={label}
            title={label}
            onClick={() => setAnchor(index)}
          >
            {picture(index)}
            {absent && (
              <span className="kept-absent" aria-hidden="true">
                ∉
              </span>
            )}
            <span className="kept-tile-name">{nameOf(index)}</span>
          </button>
        );
      })}
    </section>
  );
}
