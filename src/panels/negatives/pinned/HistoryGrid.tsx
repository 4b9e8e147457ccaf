import { useMemo, useRef } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { RankGrid, fixed, integer, ordinal, rankLayout, runStyle, useSize, gradientShare, type RankColumn } from '../../../plots';
import { useLab } from '../../../state/LabProvider';
import { evenly, stayed } from '../../../state/history/negativeHistory';
import { measureOf } from '../../../state/views/selection';
import { useNames } from '../../../state/views/useSelection';
import { useNegativeHistory } from './useNegativeHistory';

/** More would be drawn too small to be told apart. */
const MOST_COLUMNS = 16;

/** The hard negatives of an anchor in one run, a column a snapshot. */
export function HistoryGrid({ run: id, anchor, onChoose }: { run: string; anchor: number; onChoose(index: number): void }) {
  const [name, history, geometry] = useLab(
    useShallow((lab) => {
      const run = lab.runs.find((candidate) => candidate.id === id);
      return [run?.name, run?.history, run?.geometry] as const;
    }),
  );
  const evaluation = useLab((lab) => lab.evaluation);
  const thumbnails = useLab((lab) => lab.thumbnails);
  const k = useLab((lab) => lab.k);
  const hovered = useLab((lab) => lab.hovered);
  const hover = useLab((lab) => lab.hover);
  const { classOf } = useNames();
  const box = useRef<HTMLDivElement>(null);
  const size = useSize(box);

  // Ranks among fewer images are other ranks: only snapshots of the images on show stand side by side.
  const images = evaluation?.rows.length;
  const alike = useMemo(() => (history ?? []).filter((kept) => kept.images === images), [history, images]);
  const wanted = Math.min(MOST_COLUMNS, alike.length);
  const layout = rankLayout(k, wanted, size?.width ?? 800, size?.height ?? 400);
  const shown = useMemo(() => evenly(alike, layout.columns), [alike, layout.columns]);
  const found = useNegativeHistory(shown, evaluation?.labels, anchor);
  const last = found.at(-1);
  const final = new Set(last?.negatives.subarray(0, k));
  const ranks = Math.max(1, Math.min(k, last?.negatives.length ?? k));
  const columns = shown.map(({ step }, i): RankColumn => {
    const now = found[i];
    const shared = now && stayed(found[i - 1], now, k);
    return {
      key: step,
      title: integer(step),
      note: shared === undefined ? (i === 0 ? '' : '…') : `${shared} of ${now?.negatives.subarray(0, k).length}`,
      cells:
        now &&
        Array.from(now.negatives.subarray(0, k), (index, place) => {
          const p = now.weights?.[place];
          const left = last !== undefined && !final.has(index);
          return {
            index,
            left,
            label: `step ${step}: ${classOf(index)}, ${ordinal(place + 1)} negative, ${geometry ? measureOf(geometry) : 'distance'} ${fixed(now.distances[place] ?? NaN, 2)}${
              p === undefined ? '' : `, p ${gradientShare(p)}`
            }${left ? `, not in the last top ${k}` : ''}`,
          };
        }),
    };
  });
  return (
    <div className="negatives-history-grid" ref={box} data-geometry={geometry}>
      {shown.length < 2 && (
        <p className="panel-note">
          {shown.length === 0 ? 'No evaluation of this run is kept yet.' : 'One evaluation so far: a change shows from the second on.'}
        </p>
      )}
      {shown.length > 0 && (
        <RankGrid
          name={`Hard negatives of ${classOf(anchor)} in ${name}, step after step`}
          columns={columns}
          ranks={ranks}
          layout={layout}
          images={thumbnails}
          rowOf={(index) => evaluation?.rows[index] ?? 0}
          noteName="stayed"
          colour={geometry ? runStyle(geometry, 0).colour : 'var(--ink)'}
          lit={hovered}
          light={hover}
          choose={onChoose}
        />
      )}
    </div>
  );
}
