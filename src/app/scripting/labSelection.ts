/** `lab.selected`: the images selected together, for consoles, scripts and tests. */
import type { LabStore } from '../../state/labStore';

export interface LabSelection {
  /** Indices of the images selected together in every view, ascending; chosen in place of those before if some are given, cleared by none (`[]`). */
  selected(indices?: Iterable<number>): number[];
}

export function createLabSelection({ getState }: LabStore): LabSelection {
  return {
    selected: (indices) => {
      if (indices !== undefined) getState().select(indices);
      return [...(getState().selected ?? [])].sort((a, b) => a - b);
    },
  };
}
