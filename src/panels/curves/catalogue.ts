/** Every curve that can be chosen: what it is of, how it is written, and which axis it needs. */
import type { RetrievalMetrics } from '../../core/metrics/retrieval/retrieval';
import type { MetricName } from '../../core/record/metricColumns';
import { fixed, percent, significant } from '../../plots/format';
import type { EvaluationPoint, RecallParts } from '../../state/lab.types';
import type { PartWords } from '../../state/views/shown/parts';

export const CUTS = [1, 2, 4, 8] as const;
type Cut = (typeof CUTS)[number];

interface Common {
  id: string;
  /** In the menu, under the name of its group. */
  label: string;
  group: 'Retrieval, unseen classes' | 'Recall@1 by class size and level' | 'Retrieval, seen classes' | 'Training' | 'Embedding';
  /** For the axis, with unit. */
  axis: string;
  /** For assistive technology: `Recall@1 of unseen classes`. */
  name: string;
  /** What it is and where it comes from, on hover. */
  help: string;
  say: (value: number) => string;
  scale: 'linear' | 'log';
  /** Values it cannot exceed; the axis ends there. */
  bounds?: readonly [number, number];
  /** The axis begins at 0. */
  fromZero?: boolean;
}

/** Of every training step. */
export interface StepCurve extends Common {
  kind: 'step';
  /** Not measured but set: there is nothing to smooth. */
  exact?: boolean;
  of: MetricName;
  /** The unit of the axis in those that are measured; 1 unless given. */
  factor?: number;
}

/** Of every evaluation. */
export interface EvaluationCurve extends Common {
  kind: 'evaluation';
  of: (point: EvaluationPoint) => number | undefined;
  /** The same of the body features. */
  body?: (point: EvaluationPoint) => number | undefined;
  /** What the run's own curve is to be compared with, and its name. */
  beside?: { of: (point: EvaluationPoint) => number | undefined; label: string };
  /** Of the two lines to judge by. */
  baseline?: (metrics: RetrievalMetrics) => number;
  /** One standard error of `of`, where it is measured. */
  error?: (point: EvaluationPoint) => number | undefined;
  /** Not of every image set: offered where it has been measured. */
  optional?: boolean;
  /** Only of runs whose head uses the ball. */
  ballOnly?: boolean;
}

/** Norms of the features at the step shown: not against the step. */
export interface NormsCurve extends Common {
  kind: 'norms';
}

export type CurveSpec = StepCurve | EvaluationCurve | NormsCurve;

/** Shares are drawn in per cent. */
const hundred = (share: number | undefined) => (share === undefined ? undefined : 100 * share);
const sayPercent = (value: number) => percent(value / 100);
const shares = { say: sayPercent, scale: 'linear', bounds: [0, 100] } as const;

const unseenRecall = (k: Cut): EvaluationCurve => ({
  ...shares,
  kind: 'evaluation',
  id: `recall@${k}`,
  label: `Recall@${k}`,
  group: 'Retrieval, unseen classes',
  axis: `Recall@${k} of unseen classes, %`,
  name: `Recall@${k} of unseen classes`,
  help: `Share of evaluation images with an image of their class among the ${k} nearest.`,
  of: ({ recallAt }) => 100 * recallAt[k],
  body: ({ bodyRecallAt }) => 100 * bodyRecallAt[k],
  baseline: ({ recallAt }) => 100 * recallAt[k],
  ...(k === 1 ? { error: ({ standardError }) => 100 * standardError } : {}),
});

const partialRecall = (
  id: string,
  label: string,
  which: string,
  help: string,
  part: (parts: RecallParts) => { recallAt1: number; standardError: number } | undefined,
): EvaluationCurve => ({
  ...shares,
  kind: 'evaluation',
  optional: true,
  id,
  label,
  group: 'Recall@1 by class size and level',
  axis: `Recall@1 of unseen classes, ${which}, %`,
  name: `Recall@1 of unseen classes, ${which}`,
  help,
  of: ({ parts }) => hundred(parts && part(parts)?.recallAt1),
  body: ({ bodyParts }) => hundred(bodyParts && part(bodyParts)?.recallAt1),
  baseline: (metrics) => 100 * (part(metrics)?.recallAt1 ?? NaN),
  error: ({ parts }) => hundred(parts && part(parts)?.standardError),
});

const QUARTILES = ['smallest quarter', 'second quarter by size', 'third quarter by size', 'largest quarter'] as const;

const quartileRecall = (which: (typeof QUARTILES)[number], i: number): EvaluationCurve =>
  partialRecall(
    `recall@1 quartile ${i + 1}`,
    `${which[0]!.toUpperCase()}${which.slice(1)} of classes`,
    which,
    'Of the images of these classes alone, looked up among all. Quarters by images per class; classes of one size are in one of them.',
    ({ byClassSize }) => byClassSize?.find(({ quartile }) => quartile === i + 1),
  );

const levelRecall = (level: number): EvaluationCurve =>
  partialRecall(
    `recall@1 level ${level}`,
    `Level ${level} of the hierarchy`,
    `level ${level}`,
    'Share of images whose nearest is of the same group of this level, 1 the coarsest. Levels of one group, and the classes themselves, are left out.',
    ({ byLevel }) => byLevel?.find((part) => part.level === level),
  );

const seenRecall = (k: Cut): EvaluationCurve => ({
  ...shares,
  kind: 'evaluation',
  id: `seen recall@${k}`,
  label: `Recall@${k} seen`,
  group: 'Retrieval, seen classes',
  axis: `Recall@${k} of seen classes, %`,
  name: `Recall@${k} of seen classes`,
  help: 'On a sample of at most 512 training images, without augmentation; thin: unseen classes in a sample drawn alike.',
  of: ({ seenRecallAt }) => hundred(seenRecallAt?.[k]),
  body: ({ seenBodyRecallAt }) => hundred(seenBodyRecallAt?.[k]),
  beside: { of: ({ unseenAlikeRecallAt }) => hundred(unseenAlikeRecallAt?.[k]), label: 'unseen' },
});

export const CATALOGUE: readonly CurveSpec[] = [
  ...CUTS.map(unseenRecall),
  {
    ...shares,
    kind: 'evaluation',
    id: 'r-precision',
    label: 'R-Precision',
    group: 'Retrieval, unseen classes',
    axis: 'R-Precision of unseen classes, %',
    name: 'R-Precision of unseen classes',
    help: 'With R other images of the query’s class: the share of them among its R nearest (Musgrave et al. 2020).',
    of: ({ rPrecision }) => hundred(rPrecision),
    body: ({ bodyRPrecision }) => hundred(bodyRPrecision),
    baseline: ({ rPrecision }) => 100 * rPrecision,
  },
  {
    ...shares,
    kind: 'evaluation',
    id: 'map@r',
    label: 'MAP@R',
    group: 'Retrieval, unseen classes',
    axis: 'MAP@R of unseen classes, %',
    name: 'MAP@R of unseen classes',
    help: 'Mean average precision among the R nearest (Musgrave et al. 2020): as R-Precision, and their order counts.',
    of: ({ mapAtR }) => hundred(mapAtR),
    body: ({ bodyMapAtR }) => hundred(bodyMapAtR),
    baseline: ({ mapAtR }) => 100 * mapAtR,
  },
  ...QUARTILES.map(quartileRecall),
  ...[1, 2, 3].map(levelRecall),
  ...CUTS.map(seenRecall),
  {
    kind: 'step',
    id: 'loss',
    label: 'Loss',
    group: 'Training',
    axis: 'loss, nats',
    name: 'Loss',
    help: 'Contrastive cross-entropy of the batch, summed over ordered pairs of sample slots.',
    say: (value) => fixed(value, 3),
    scale: 'linear',
    of: 'loss',
  },
  {
    ...shares,
    kind: 'step',
    id: 'accuracy',
    label: 'Accuracy',
    group: 'Training',
    axis: 'accuracy of the batch’s logits, %',
    name: 'Accuracy of the contrastive logits',
    help: 'Share of anchors and pairs of sample slots whose positive is nearer than every negative of the batch.',
    of: 'accuracy',
    factor: 100,
  },
  {
    kind: 'step',
    id: 'gradient norm',
    label: 'Gradient norm',
    group: 'Training',
    axis: 'gradient norm before clipping',
    name: 'Gradient norm before clipping',
    help: 'Euclidean norm of the gradient of all parameters; dashed: the norm it is clipped to.',
    say: (value) => fixed(value, 2),
    scale: 'log',
    of: 'gradientNorm',
  },
  {
    kind: 'step',
    id: 'learning rate',
    label: 'Learning rate',
    group: 'Training',
    axis: 'learning rate, 10⁻³',
    name: 'Learning rate',
    help: 'As the schedule gives it at each step.',
    say: (value) => significant(value / 1000),
    scale: 'linear',
    fromZero: true,
    exact: true,
    of: 'learningRate',
    factor: 1000,
  },
  {
    kind: 'norms',
    id: 'norms',
    label: 'Norms',
    group: 'Embedding',
    axis: 'images per 0.1 of norm, %',
    name: 'Norms of the features',
    help: 'Distribution of the norms at the step shown; dashed: the clip radius.',
    say: (value) => percent(value / 100),
    scale: 'linear',
    fromZero: true,
  },
  {
    ...shares,
    kind: 'evaluation',
    id: 'clipped',
    label: 'Share clipped',
    group: 'Embedding',
    axis: 'embeddings on the clip ring, %',
    name: 'Share of embeddings on the clip ring',
    help: 'Features of the clip radius or longer all come to lie on one sphere: the radius then says nothing.',
    of: ({ clippedShare }) => 100 * clippedShare,
    ballOnly: true,
    fromZero: true,
  },
  {
    kind: 'evaluation',
    id: 'alignment',
    label: 'Alignment',
    group: 'Embedding',
    axis: 'alignment, mean ‖x − y‖² of positives',
    name: 'Alignment of positives',
    help: 'Mean squared distance of images of one class, features normalised whatever the geometry (Wang & Isola 2020): lower is closer.',
    say: (value) => fixed(value, 3),
    scale: 'linear',
    of: ({ alignment }) => alignment,
  },
  {
    kind: 'evaluation',
    id: 'uniformity',
    label: 'Uniformity',
    group: 'Embedding',
    axis: 'uniformity, log mean exp(−2‖x − y‖²)',
    name: 'Uniformity',
    help: 'Over all pairs of a sample, features normalised whatever the geometry (Wang & Isola 2020): lower is more evenly spread.',
    say: (value) => fixed(value, 3),
    scale: 'linear',
    of: ({ uniformity }) => uniformity,
  },
  {
    kind: 'evaluation',
    id: 'delta',
    label: 'δ-hyperbolicity',
    group: 'Embedding',
    axis: 'relative δ of the features',
    name: 'Relative δ-hyperbolicity of the features',
    help: '2δ/diameter, Gromov’s δ over random subsets: 0 = a tree (Khrulkov et al. 2020).',
    say: (value) => fixed(value, 3),
    scale: 'linear',
    of: ({ relativeDelta }) => relativeDelta,
  },
];

/** What the menu offers: everything but what this image set does not have. @param chosen is offered whatever was measured */
export function offeredCurves(points: readonly EvaluationPoint[], chosen: string): CurveSpec[] {
  return CATALOGUE.filter(
    (spec) => spec.kind !== 'evaluation' || !spec.optional || spec.id === chosen || points.some((point) => spec.of(point) !== undefined),
  );
}

export function curveOf(id: string): CurveSpec | undefined {
  return CATALOGUE.find((spec) => spec.id === id);
}

/**
 * Words of the catalogue for what was measured: it speaks of unseen classes, which are those of the part that is judged by; where the split
 * is by image every class is seen.
 * @param part undefined where nothing has been measured
 */
export function inPartWords(words: string, part: PartWords | undefined): string {
  if (part === undefined) return words;
  const [name = part, what] = part.split(' ');
  const judged = words.replace(/\bunseen classes\b/g, part).replace(/\bunseen\b/g, name);
  return what === 'classes' ? judged : judged.replace(/\bseen classes\b/g, 'training images').replace(/\bseen\b/g, 'train');
}

const worded = new WeakMap<CurveSpec, Map<PartWords, CurveSpec>>();

/** A curve in the words of the part it was measured on; the same object for the same words. */
export function inWordsOf<S extends CurveSpec>(spec: S, part: PartWords | undefined): S {
  if (part === undefined) return spec;
  let bySpec = worded.get(spec);
  if (!bySpec) worded.set(spec, (bySpec = new Map()));
  let made = bySpec.get(part) as S | undefined;
  if (!made) {
    const say = (words: string) => inPartWords(words, part);
    made = { ...spec, label: say(spec.label), axis: say(spec.axis), name: say(spec.name), help: say(spec.help) };
    if (made.kind === 'evaluation' && made.beside) made = { ...made, beside: { ...made.beside, label: say(made.beside.label) } };
    bySpec.set(part, made);
  }
  return made;
}
