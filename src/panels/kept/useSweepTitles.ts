import { useCallback, useEffect } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { useSweeps, useSweepStore } from '../../state/LabProvider';

/**
 * Titles of sweeps by id; the same function until one changes. A sweep that has been forgotten has none.
 * @param wanted whether there are cells of sweeps at all
 */
export function useSweepTitles(wanted: boolean): (id: string) => string | undefined {
  const sweeps = useSweepStore();
  const listed = useSweeps((state) => state.sweeps !== undefined);
  useEffect(() => {
    if (wanted && !listed) void sweeps.getState().refresh();
  }, [wanted, listed, sweeps]);
  // Ids and titles in turn: what goes on in a sweep changes with every step.
  const titles = useSweeps(useShallow((state) => (state.sweeps ?? []).flatMap(({ definition: { id, title } }) => [id, title])));
  return useCallback(
    (id) => {
      const at = titles.findIndex((entry, i) => i % 2 === 0 && entry === id);
      return at < 0 ? undefined : titles[at + 1];
    },
    [titles],
  );
}
