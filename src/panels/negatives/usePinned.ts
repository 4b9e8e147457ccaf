import { useMemo } from 'react';
import type { LabState } from '../../state/lab.types';
import { useLab } from '../../state/LabProvider';
import { pinStore, usePins } from '../../state/views/pins';

/** The pinned images among those evaluated, as indices into the evaluation, in the order in which they were pinned. */
export function usePinned(): number[] {
  const imageSet = useLab((lab) => lab.imageSet?.id);
  const rows = useLab((lab) => lab.evaluation?.rows);
  const pins = usePins(imageSet);
  return useMemo(() => pins.flatMap((row) => (rows?.includes(row) ? [rows.indexOf(row)] : [])), [pins, rows]);
}

/** Pins an image of the evaluation, or takes its pin away: the anchor unless another is named. */
export function togglePin({ imageSet, evaluation, anchor }: LabState, index = anchor): void {
  const row = evaluation?.rows[index];
  if (imageSet && row !== undefined) pinStore.getState().toggle(imageSet.id, row);
}
