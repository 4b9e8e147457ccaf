/** Keys that mean something once a plot has the focus (Tab leads from one to the next), for the help. */
export interface PlotKeys {
  where: string;
  keys: readonly { label: string; does: string }[];
}

export const PLOT_KEYS: readonly PlotKeys[] = [
  {
    where: 'Disks and spheres',
    keys: [
      { label: 'Arrows', does: 'From point to point' },
      { label: 'Enter', does: 'Make the point the anchor' },
      { label: 'Shift Arrows', does: 'Move or turn the picture' },
      { label: '+ −', does: 'Zoom' },
      { label: 'C', does: 'Centre on the anchor' },
      { label: 'Home', does: 'Reset the view' },
    ],
  },
  {
    where: 'Curves and triplet weights',
    keys: [
      { label: 'Arrows', does: 'Read values' },
      { label: 'Shift Arrows', does: 'Mark a part, Enter shows it alone' },
      { label: 'Esc', does: 'Show all again' },
    ],
  },
  {
    where: 'Map of effective negatives',
    keys: [
      { label: 'Arrows', does: 'Move the point: τ across, c up and down' },
      { label: 'Shift Arrows', does: 'In steps of five' },
    ],
  },
  {
    where: 'Pinned anchors',
    keys: [
      { label: 'Arrows', does: 'From image to image' },
      { label: 'Enter', does: 'Make it the anchor' },
    ],
  },
];
