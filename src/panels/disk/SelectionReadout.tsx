import { useMemo } from 'react';
import { integer } from '../../plots';
import type { LabState } from '../../state/lab.types';
import { useLab } from '../../state/LabProvider';
import { SelectionDetails, summarise } from '../selection';

const images = (count: number) => `${integer(count)} ${count === 1 ? 'image' : 'images'}`;
const classes = (count: number) => `${integer(count)} ${count === 1 ? 'class' : 'classes'}`;
/** Classes named. */
const NAMED = 3;

/** Selects the images of the anchor's class: what a lasso does, without a pointer. */
export function selectAnchorClass({ evaluation, anchor, select }: LabState): void {
  if (!evaluation) return;
  const own = evaluation.labels[anchor];
  select([...evaluation.labels.keys()].filter((index) => evaluation.labels[index] === own));
}

/** How many images are selected, of which classes, and the way out. */
export function SelectionReadout() {
  const selected = useLab((lab) => lab.selected);
  const labels = useLab((lab) => lab.evaluation?.labels);
  const names = useLab((lab) => lab.imageSet?.classes);
  const select = useLab((lab) => lab.select);
  const summary = useMemo(() => (selected && labels ? summarise(selected, labels) : undefined), [selected, labels]);
  const top = summary?.top
    .slice(0, NAMED)
    .map(({ label, images: count }) => `${names?.[label]?.name ?? `class ${label + 1}`} ${count}`)
    .join(', ');
  const more = summary && summary.classes > NAMED ? ', …' : '';
  return (
    <div className="disk-selection" role="status" aria-label="Selection">
      {summary && (
        <>
          <span className="disk-selection-words" title={`${images(summary.images)} of ${classes(summary.classes)} selected: ${top}${more}`}>
            <b>{images(summary.images)}</b>, {classes(summary.classes)}
            <span>
              : {top}
              {more}
            </span>
          </span>
          <SelectionDetails />
          <button type="button" className="link-button" aria-label="Clear the selection" onClick={() => select(undefined)}>
            clear
          </button>
        </>
      )}
    </div>
  );
}
