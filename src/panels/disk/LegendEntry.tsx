import { memo } from 'react';
import { Name } from '../../controls';
import { integer } from '../../plots';
import type { LabState } from '../../state/lab.types';
import { useColouring, useLabStore } from '../../state/LabProvider';
import type { ShownGroup } from './useColouring';

/** Adds a group's images to the selection, or takes them out of it. */
function toggleSelected({ selected, select }: LabState, members: readonly number[], chosen: boolean): void {
  const next = new Set(selected);
  for (const index of members) {
    if (chosen) next.delete(index);
    else next.add(index);
  }
  select(next);
}

interface LegendEntryProps {
  group: ShownGroup;
  shown: boolean;
  /** It is among those looked at alone. */
  alone: boolean;
  /** All its images are selected. */
  chosen: boolean;
}

/** One group: shown or not, looked at alone or not, selected or not. */
export const LegendEntry = memo(function LegendEntry({ group, shown, alone, chosen }: LegendEntryProps) {
  const labStore = useLabStore();
  const toggleHidden = useColouring((state) => state.toggleHidden);
  const toggleIsolated = useColouring((state) => state.toggleIsolated);
  const { key, name, colour, members } = group;
  return (
    <li data-hidden={!shown || undefined}>
      <label className="disk-legend-entry" title={key}>
        <input type="checkbox" checked={shown} aria-label={`Show ${name}`} onChange={() => toggleHidden(key)} />
        <span className="disk-legend-dot" style={{ background: colour }} />
        <span className="disk-legend-name">
          <Name>{name}</Name>
        </span>
        <span className="disk-legend-count">{integer(members.length)}</span>
      </label>
      <button
        type="button"
        aria-pressed={alone}
        aria-label={`Only ${name}`}
        title={alone ? 'No longer alone' : 'Show it alone, or with others chosen so'}
        onClick={() => toggleIsolated(key)}
      >
        only
      </button>
      <button
        type="button"
        aria-pressed={chosen}
        aria-label={`Select ${name}`}
        title={chosen ? 'Take its images out of the selection' : 'Select its images'}
        onClick={() => toggleSelected(labStore.getState(), members, chosen)}
      >
        select
      </button>
    </li>
  );
});
