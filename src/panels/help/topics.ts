/**
 * What each panel shows, in three sentences, with its formula and where it comes from. Sources: Yue, Lin, Mou, Zhang (WACV 2024),
 * Ermolov et al. (CVPR 2022), Khrulkov et al. (CVPR 2020) for the suggested curvature.
 */
export interface Topic {
  /** Name of the panel: the button is called `About <panel>`. */
  panel: string;
  sentences: readonly [string, string, string];
  /** TeX, as `Formula` draws it. */
  formula?: string;
  /** Each symbol of the formula that the panel does not name itself. */
  symbols?: string;
  /** Figure or section it corresponds to; left out where there is none. */
  source?: string;
}

const YUE = 'Yue et al., WACV 2024';
const ERMOLOV = 'Ermolov et al., CVPR 2022';

export const TOPICS = {
  imageSet: {
    panel: 'Image set',
    sentences: [
      'The images that are learnt from and looked at, with a class each; classes may sit in a hierarchy, written as a path.',
      'Training and test have no class in common, so that what is shown is how the models tell classes apart that they have never seen.',
      'Folders, files, archives, pasted pictures and the camera make sets of your own, which never leave this browser.',
    ],
    formula: String.raw`\text{training classes} \cap \text{test classes} = \varnothing`,
    source: 'The protocol of CUB-200-2011, Cars-196, SOP and In-Shop.',
  },
  runs: {
    panel: 'Runs',
    sentences: [
      'Each run is one model in one geometry; all start from the same weights and see the same batches and augmentations.',
      'The number is the share of validation images whose nearest neighbour is of their own class, with its standard error below; the test images are looked at by a final test alone, which is marked with its step.',
      'A run of the same geometry with another seed is a control: what differs then is chance, and often more than between geometries.',
    ],
    formula: String.raw`\text{Recall@}K = \frac{1}{Q} \sum_q \bigl[\text{one of the } K \text{ nearest is of } q\text{’s class}\bigr]`,
    symbols: 'Q queries; a query whose class has no other image is left out.',
    source: `Recall@K as in ${ERMOLOV}, and ${YUE}.`,
  },
  head: {
    panel: 'Head',
    sentences: [
      'The head turns features into similarities: cosine over τ on the sphere, negative distance over τ in the ball, and their sum with weight λ where both are fused.',
      'Before the first step the sliders set up the experiment; later they ask “what if”, drawn dashed, until the values are applied to training.',
      'A lower τ sends more of the gradient to the nearest negatives, a larger c bends the ball more, and the clip radius keeps features off its edge.',
    ],
    formula: String.raw`s(x, y) = \frac{\langle e_x, e_y \rangle}{\tau_s} - \lambda\,\frac{d(x, y)}{\tau_h}`,
    symbols: 'e: features of length 1; d: distance in the ball. Spherical runs have the first term, hyperbolic ones the second with λ = 1.',
    source: `Fused similarity of ${YUE}; clipped features (r = 2.3) as in ${ERMOLOV}.`,
  },
  model: {
    panel: 'Model',
    sentences: [
      'A small Vision Transformer: the image is cut into patches, each becomes a token, and attention blocks mix them.',
      'A linear head makes features of the tokens, which every geometry then reads in its own way.',
      'AdamW minimises the cross-entropy of each anchor’s positive among all other images of the batch.',
    ],
    formula: String.raw`L = -\log \frac{\exp s(x, x^+)}{\exp s(x, x^+) + \sum_j \exp s(x, x^-_j)}`,
    symbols: 'Mean over the anchors x of a batch, summed over ordered pairs of samples of a class.',
    source: `Loss and recipe of the code released with ${YUE} and ${ERMOLOV}.`,
  },
  disk: {
    panel: 'Poincaré disk',
    sentences: [
      'The test images of one run in the Poincaré ball, projected to two dimensions and scaled by √c, so that the boundary is infinitely far away.',
      'Dashed rings stand at hyperbolic radius 1, 2, …, the solid one where clipped features end up; lines from the anchor are geodesics to its positives and hardest negatives, as wide as their weight.',
      'The caption tells how many of the 10 nearest neighbours the picture keeps: what is near here need not be near in the embedding.',
    ],
    formula: String.raw`d(x, y) = \frac{2}{\sqrt{c}}\,\operatorname{artanh}\bigl(\sqrt{c}\,\lVert -b_x \oplus b_y \rVert\bigr)`,
    symbols: '⊕: Möbius addition of curvature −c; b: features mapped into the ball by the exponential map at its centre.',
    source: `The hyperbolic head of ${ERMOLOV}.`,
  },
  sphere: {
    panel: 'Sphere',
    sentences: [
      'The test images of one run on the unit sphere, projected to three dimensions; points behind it are drawn faint.',
      'Arcs from the anchor are great circles to its positives and hardest negatives, as wide as their share of the gradient.',
      'The caption tells how many of the 10 nearest neighbours the picture keeps, and the norms that the sphere does not use.',
    ],
    formula: String.raw`s(x, y) = \frac{\langle e_x, e_y \rangle}{\tau_s}, \quad e = \frac{f}{\lVert f \rVert}`,
    symbols: 'f: features. The released code uses cos/τ; the distance 2 − 2cos would halve τ.',
    source: `The spherical head of ${YUE}.`,
  },
  negatives: {
    panel: 'Hard negatives',
    sentences: [
      'A row for each run: the anchor, its positives, and the nearest images of other classes with distance and share of the gradient.',
      'A red box marks a negative that is not among the top k of the run it is compared with.',
      'Choose any image to make it the anchor everywhere, or go through the anchors on which the runs disagree most.',
    ],
    formula: String.raw`\text{top}_k(x) = \text{the } k \text{ images } x^- \text{ of least } d(x, x^-)`,
    source: `${YUE}, Figure 1: hard negatives of one anchor in each geometry.`,
  },
  overlap: {
    panel: 'Overlap',
    sentences: [
      'How many of their top k hard negatives two runs share, counted over many anchors: the bars are shares of anchors, the line is the mean.',
      'Beside it stands the control, the same geometry trained from another seed, because two seeds of one geometry can share fewer negatives than two geometries of one seed.',
      'Only what goes beyond the control says something about geometry.',
    ],
    formula: String.raw`\bigl\lvert \text{top}^A_k(x) \cap \text{top}^B_k(x) \bigr\rvert`,
    symbols: 'A and B: two runs.',
    source: `Puts numbers to ${YUE}, Figure 1; the control is this page’s own.`,
  },
  weights: {
    panel: 'Triplet weights',
    sentences: [
      'The share of the anchor’s gradient that goes to each negative, sorted by distance: exactly the derivative of the loss by that negative’s similarity.',
      'The steeper the curve, the fewer negatives teach; the effective number is how many equally weighted ones would be as spread out.',
      'The sliders at the left draw dashed curves for other τ, c and λ over the same embedding, without touching the training.',
    ],
    formula: String.raw`p(x^-) = \frac{\exp s(x, x^-)}{\exp s(x, x^+) + \sum_j \exp s(x, x^-_j)} = \frac{\partial L}{\partial s(x, x^-)}`,
    symbols: 'With several positives, the mean over them. Effective number: exp of the entropy of p / Σp.',
    source: `${YUE}, Figure 3: weights against rank.`,
  },
  map: {
    panel: 'Map of effective negatives',
    sentences: [
      'How many negatives the gradient is spread over, for every pair of temperature and curvature, on the embedding as it is now.',
      'The dot is the present setting and can be dragged, which asks “what if” with its values.',
      'Towards low τ one negative takes all; towards high τ all count alike, and the geometry no longer matters.',
    ],
    formula: String.raw`N_{\text{eff}} = \exp\Bigl(-\sum_j q_j \log q_j\Bigr), \quad q_j = \frac{p(x^-_j)}{\sum_i p(x^-_i)}`,
  },
  curves: {
    panel: 'Curves',
    sentences: [
      'What is measured while training, against the step: retrieval on classes that were never trained on, the loss, and the state of the features.',
      'Two dashed lines are there to judge by: raw pixels compared without any model, and the model before its first step.',
      'Differences between geometries are often smaller than the standard error of the test images, so look at the negatives and the weights before naming a winner.',
    ],
    formula: String.raw`c_{\text{suggested}} = \left(\frac{0.144}{\delta_{\text{rel}}}\right)^2, \quad \delta_{\text{rel}} = \frac{2\,\delta}{\text{diameter}}`,
    symbols: 'δ: Gromov’s hyperbolicity of the features; the smaller, the more like a tree.',
    source: `Curvature from δ as in ${ERMOLOV}, after Khrulkov et al., CVPR 2020.`,
  },
  kept: {
    panel: 'Runs kept',
    sentences: [
      'Every experiment that is trained and every cell of a sweep is kept in this browser, a row each, with what tells the rows apart first.',
      'Select several to lay their curves over each other, to see in which settings they differ, and to look at their hard negatives of one anchor.',
      'Before a difference is put down to a geometry or a setting, look at the pair that differs in the seed alone: the overlap of those two is the line to judge by.',
    ],
    formula: String.raw`\text{overlap}_k = \frac{1}{A} \sum_a \bigl|N_k(a) \cap N'_k(a)\bigr|`,
    symbols: 'N: the k hard negatives of anchor a in one run, N′ in the other; A anchors.',
    source: `Overlap as in Figure 2 of ${YUE}.`,
  },
  time: {
    panel: 'Time',
    sentences: [
      'Every evaluation leaves a snapshot of all runs; the slider shows an earlier one in every view, and play runs through them.',
      'Pictures keep their orientation from one snapshot to the next, so that what moves has learnt and not merely turned.',
      'Training goes on meanwhile; the last place of the slider follows it again.',
    ],
  },
  sweep: {
    panel: 'New sweep',
    sentences: [
      'A sweep trains one model for each combination of the values typed here; everything else is as set on the Train page.',
      'Values are lists (0.05, 0.1, 0.2) or ranges (0.02…0.8 log 6, seed 0…4); combinations that differ in a setting which means nothing to their geometry are run once, and an identical cell is never run twice.',
      'Cells are judged on validation classes, and only tuning with a comparison at its end looks at the test classes, once for each model.',
    ],
    formula: String.raw`\text{standard error} = \sqrt{\frac{\sum_i (x_i - \bar x)^2}{n\,(n - 1)}}`,
    symbols: 'x: what the metric is for each of the n seeds of a setting.',
    source: `${YUE}, Figures 2 and 4; successive halving as in Jamieson & Talwalkar, AISTATS 2016.`,
  },
  sweepFigure: {
    panel: 'Figures of a sweep',
    sentences: [
      'The mean over the cells that differ in nothing but what is averaged over, with its standard error, and every cell as a dot of its own.',
      'Where one value is swept it is a curve, where two are it is a map, and beyond that every cell is a line across all settings.',
      'A difference between geometries that is smaller than the bars, or than that between two seeds, says nothing about geometry.',
    ],
    source: `${YUE}, Figure 4: Recall against τ.`,
  },
} as const satisfies Record<string, Topic>;

export type TopicName = keyof typeof TOPICS;
