/** The stops of the tour: what they point at and what they say. */
export interface TourStep {
  title: string;
  text: string;
  /** What stands between title and text: what this page shows at this moment. */
  example?: true;
  /** What it points at, as selectors: the first that leaves room for the card on the screen. */
  targets: readonly [string, ...string[]];
}

export const TOUR_STEPS: readonly [TourStep, ...TourStep[]] = [
  {
    title: 'One image, several geometries',
    text: 'What gets the gradient is what the model learns to tell apart: another geometry sets another lesson. But so does another seed, so every row says what that alone changes.',
    example: true,
    targets: ['.negatives-panel', '.negatives-row', '.negatives-panel .panel-head'],
  },
  {
    title: 'Several models, one set of images',
    text: 'Each picture is one run: the same weights at the start, the same batches, another geometry. Points are images none of them was trained on. Hover to see one; click to make it the anchor.',
    targets: ['.app-disks', '.app-disks > *'],
  },
  {
    title: 'Hard negatives',
    text: 'A row for each run: the anchor, its positives in green, then the nearest images of other classes. Red boxes are missing from the run it is compared with.',
    targets: ['.negatives-panel', '.negatives-row', '.negatives-panel .panel-head'],
  },
  {
    title: 'Who gets the gradient',
    text: 'p(x⁻) is the share of the anchor’s gradient that goes to each negative. A steep curve learns from few negatives, a flat one from many.',
    targets: ['.weights-panel', '.weights-panel .line-plot'],
  },
  {
    title: 'Ask “what if”',
    text: 'Temperature, curvature and fusion weight. Before training they set up the experiment; afterwards they draw dashed curves, until you apply them.',
    targets: ['.head-panel'],
  },
  {
    title: 'Train',
    text: 'The page opens with a recorded run. Train replaces it with your own, on this machine; Space starts and pauses.',
    targets: ['.app-training-controls'],
  },
  {
    title: 'Did it learn?',
    text: 'Recall on classes that no run was trained on, with two lines to judge by: raw pixels, and the untrained model. Differences between geometries are often within the error.',
    targets: ['.curves-panel', '.curves-panel .line-plot'],
  },
  {
    title: 'Your own images',
    text: 'Drop a folder or an archive anywhere on the page; nothing leaves it. Every panel has a “?” with its formula, and exports its plots beside it.',
    targets: ['.image-set'],
  },
];
