import { useMemo } from 'react';
import { labStore, useLab } from '../../state/labStore';
import { pinStore, usePins } from '../../state/pins';

/** The pinned images among those evaluated, as indices into the evaluation, in the order in which they were pinned. */
export function usePinned(): number[] {
  const imageSet = useLab((lab) => lab.imageSet?.id);
  const rows = useLab((lab) => lab.evaluation?.rows);
  const pins = usePins(imageSet);
  return useMemo(() => pins.flatMap((row) => (rows?.includes(row) ? [rows.indexOf(row)] : [])), [pins, rows]);
}

/** Pins an image of the evaluation, or takes its pin away: the anchor unless another is named. */
export function togglePin(index = labStore.getState().anchor): void {
  const { imageSet, evaluation } = labStore.getState();
  const row = evaluation?.rows[index];
  if (imageSet && row !== undefined) pinStore.getState().toggle(imageSet.id, row);
}
