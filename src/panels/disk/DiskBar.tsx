import { ChooseAny } from '../../controls';
import { ColourBy } from './ColourBy';
import { Legend } from './Legend';
import { SelectionReadout, selectAnchorClass } from './SelectionReadout';
import { useColouring, useLabStore } from '../../state/LabProvider';

const OVERLAYS = [
  {
    value: 'centroids',
    name: 'Centroids',
    title: 'Marks the midpoint of every class shown: Einstein midpoint on the disk, normalised mean on the sphere',
  },
  {
    value: 'hierarchy',
    name: 'Hierarchy',
    title: 'Joins classes, groups and root by the shortest ways: the hierarchy of the classes as a tree',
  },
] as const;
const LASSO =
  'Dragging draws a lasso around images instead of moving the picture. Shift and drag does so at any time; with Ctrl they are added';

/** What holds for all disks and spheres: colours, what is drawn over the points, and the selection. */
export function DiskBar() {
  const labStore = useLabStore();
  const state = useColouring((all) => all);
  return (
    <div className="disk-bar" role="toolbar" aria-label="Disks and spheres">
      <ColourBy />
      <Legend />
      <ChooseAny
        label="Over the points"
        options={OVERLAYS}
        on={OVERLAYS.flatMap(({ value }) => (state[value] ? [value] : []))}
        toggle={state.toggle}
      />
      <div className="segmented" role="group" aria-label="What a drag does">
        <button type="button" aria-pressed={state.lassoing} title={LASSO} onClick={() => state.toggle('lassoing')}>
          Lasso
        </button>
      </div>
      <button
        type="button"
        className="button button-small"
        title="Selects all images of the anchor’s class"
        onClick={() => selectAnchorClass(labStore.getState())}
      >
        Anchor’s class
      </button>
      <SelectionReadout />
    </div>
  );
}
