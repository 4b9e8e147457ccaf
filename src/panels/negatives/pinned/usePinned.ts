import { useMemo } from 'react';
import { useLab, usePins } from '../../../state/LabProvider';
import { pinnedAs } from '../../../state/views/pins';

/** The pinned images among those evaluated, as indices into the evaluation, in the order in which they were pinned. */
export function usePinned(): number[] {
  const imageSet = useLab((lab) => lab.imageSet && pinnedAs(lab.imageSet));
  const rows = useLab((lab) => lab.evaluation?.rows);
  const pins = usePins(imageSet);
  return useMemo(() => pins.flatMap((row) => (rows?.includes(row) ? [rows.indexOf(row)] : [])), [pins, rows]);
}
