/**
 * The command of the released code that comes nearest to a run, with what differs, or why there is none. Options and defaults are those of
 * htdt/hyp_metric (`train.py`, class Config) and YunYunY/HypMix (likewise); what they do beside them is read in the same files. Pure.
 */
import { CLIP_BEFORE_UNSCALING } from './recipes';
import { headOf, optimizerOf, seedOf, type ExperimentConfig, type RunConfig } from './schema';

export type ReleasedCode = 'hyp_metric' | 'HypMix';

export interface ReleasedCommand {
  run: Pick<RunConfig, 'id' | 'name'>;
  /** Which code, and where it is published. */
  code: ReleasedCode;
  repository: string;
  command: string;
  /** What is not the same all the same, a sentence each. */
  differences: string[];
}

export interface NoCommand {
  run: Pick<RunConfig, 'id' | 'name'>;
  /** What neither code can do, a clause each. */
  reasons: string[];
}

const REPOSITORY: Record<ReleasedCode, string> = { hyp_metric: 'htdt/hyp_metric', HypMix: 'YunYunY/HypMix' };

/** Their data sets: name there, training classes, and how images come to 224 pixels for evaluation. */
const DATA_SETS = [
  { name: 'CUB', title: /\bcub\b/i, classes: 100, resize: 256 },
  { name: 'Cars', title: /\bcars?\b/i, classes: 98, resize: 224 },
  { name: 'SOP', title: /\bsop\b|online.?products/i, classes: 11_318, resize: 224 },
  { name: 'Inshop', title: /in.?shop/i, classes: 3997, resize: 224 },
] as const;

/** What a run asks for that no option of either code gives. */
function refusals(config: ExperimentConfig, run: RunConfig): string[] {
  const { geometry } = run;
  const head = headOf(config, run);
  const { weightDecay, beta1, beta2, epsilon, clipNorm, schedule, warmupSteps } = optimizerOf(config, run);
  const { cropScale, flip, normalisation } = config.augmentation;
  const normalised = head.hyperbolicInput === 'normalized';
  const reasons: string[] = [];
  const unless = (right: boolean, reason: string) => void (right || reasons.push(reason));
  if (geometry === 'hyperbolic') unless(!normalised, 'hyp_metric puts raw features into the ball');
  if (geometry === 'fused') unless(normalised, 'HypMix normalises features before the ball');
  // A factor common to all features changes nothing once they are normalised.
  if (geometry === 'hyperbolic') unless(head.initialRadius === 0, 'neither code calibrates the radius of features: initial radius 0');
  unless(
    weightDecay === 0.01 && beta1 === 0.9 && beta2 === 0.999 && epsilon === 1e-8,
    'AdamW has PyTorch’s defaults there: weight decay 0.01',
  );
  unless(schedule === 'constant' && warmupSteps === 0, 'the learning rate is constant there, without warm-up');
  unless(cropScale === 0.2 && flip === 0.5, 'crops of at least 0.2 of the area and flips by half are fixed there');
  unless(normalisation === 'timm', 'pixels are not normalised by the image set there');
  const clips = geometry === 'fused' ? [3, CLIP_BEFORE_UNSCALING] : [3];
  unless(clips.includes(clipNorm), `gradients are clipped to 3 there${geometry === 'fused' ? ', before they are unscaled' : ''}`);
  return reasons;
}

const COMMON = [
  'It trains a pretrained ViT-S/16 at 224 pixels in mixed precision; only the patch embedding is frozen.',
  'Recall is that of the test classes all along: there is no validation part.',
  'Möbius addition adds 1e-5 to its denominator, which is off by up to 1.5e-3 for far pairs and 6e-3 for near-duplicates.',
];

function differences(config: ExperimentConfig, run: RunConfig, code: ReleasedCode): string[] {
  const { clipNorm } = optimizerOf(config, run);
  const [model, evaluation, distance] = COMMON as [string, string, string];
  const own = `${model} Here it is a model of width ${config.model.width} and depth ${config.model.depth} at ${config.model.image} pixels.`;
  if (code === 'hyp_metric')
    return [own, evaluation, ...(run.geometry === 'hyperbolic' ? [distance] : []), 'It has no option for the seed.'];
  return [
    own,
    evaluation,
    clipNorm === 3
      ? 'It clips gradients before it unscales them: in effect to about 3/65,536, with gradients near AdamW’s ε. Here they are clipped to 3.'
      : 'It clips gradients to 3 before it unscales them, which the clip here stands for.',
    'Features are normalised before the ball, so that its clip radius never acts.',
    'It evaluates the Euclidean embedding alone; here the fused similarity ranks.',
    'Its defaults are τ 0.1 and 0.2, λ 0.5; its README sets τ 0.05 and 0.2, λ 3 for CUB.',
    distance,
  ];
}

/**
 * For each run of a configuration.
 * @param imageSet name of the image set: CUB, Cars, SOP and In-Shop are known; CUB where it is none of them, which is then said
 */
export function releasedCommands(config: ExperimentConfig, imageSet = ''): (ReleasedCommand | NoCommand)[] {
  const known = DATA_SETS.find(({ title }) => title.test(imageSet));
  const data = known ?? DATA_SETS[0];
  const { classes, samplesPerClass } = config.batch;
  return config.runs.map((run) => {
    const named = { id: run.id, name: run.name };
    const reasons = refusals(config, run);
    if (classes > data.classes) reasons.push(`${data.name} has ${data.classes} training classes, and a batch ${classes}`);
    if (reasons.length > 0) return { run: named, reasons };
    const head = headOf(config, run);
    const code: ReleasedCode = run.geometry === 'fused' ? 'HypMix' : 'hyp_metric';
    // An epoch goes through the classes once, without the last batch where it is not full.
    const perEpoch = Math.floor(data.classes / classes);
    const epochs = Math.max(1, Math.round(config.steps / perEpoch));
    const options = [
      `--ds ${data.name}`,
      '--model vit_small_patch16_224',
      `--num_samples ${samplesPerClass}`,
      `--bs ${classes * samplesPerClass}`,
      `--lr ${optimizerOf(config, run).learningRate}`,
      `--ep ${epochs}`,
      `--eval_ep "[${epochs}]"`,
      `--resize ${data.resize}`,
      `--emb ${config.model.embedding}`,
      ...(run.geometry === 'spherical' ? ['--hyp_c 0', `--t ${head.tauSpherical}`] : [`--hyp_c ${head.c}`]),
      ...(run.geometry === 'hyperbolic' ? [`--t ${head.tauHyperbolic}`, `--clip_r ${head.clipRadius}`] : []),
      ...(run.geometry === 'fused'
        ? [`--t_e ${head.tauSpherical}`, `--t_h ${head.tauHyperbolic}`, `--lam ${head.lambda}`, `--seed ${seedOf(config, run)}`]
        : []),
    ];
    const steps = epochs * perEpoch;
    return {
      run: named,
      code,
      repository: REPOSITORY[code],
      command: `python -m train ${options.join(' ')}`,
      differences: [
        ...differences(config, run, code),
        ...(known ? [] : [`The image set here is none of theirs: the command is for ${data.name}.`]),
        ...(steps === config.steps ? [] : [`${epochs} epochs of ${data.name} are ${steps} steps, not ${config.steps}.`]),
      ],
    };
  });
}
