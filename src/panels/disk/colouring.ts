/** How the points of all disks and spheres are coloured: one choice for all of them, so that they can be compared. */
import { useMemo } from 'react';
import { create } from 'zustand';
import { groupClasses, type Grouping } from '../../plots';
import { useLab } from '../../state/labStore';

interface ColouringState {
  /** The group shown alone, or undefined for all. */
  isolated?: number;
  isolate: (group: number | undefined) => void;
}

export const useColouring = create<ColouringState>()((set) => ({
  isolate: (isolated) => set({ isolated }),
}));

const NO_CLASSES: Grouping = { groups: [], groupOf: new Uint8Array(0) };

/** Groups of the image set shown, and the group of every evaluation image. */
export function useGroups(): Grouping & { pointGroups: Uint8Array } {
  const classes = useLab((lab) => lab.imageSet?.classes);
  const labels = useLab((lab) => lab.evaluation?.labels);
  return useMemo(() => {
    const grouping = classes ? groupClasses(classes) : NO_CLASSES;
    return { ...grouping, pointGroups: Uint8Array.from(labels ?? [], (label) => grouping.groupOf[label] ?? 0) };
  }, [classes, labels]);
}
