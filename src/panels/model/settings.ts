/** Every setting the model dialog offers, with what it does. Head and runs have panels of their own. */
import {
  activationFormats,
  initialisations,
  normalisations,
  poolings,
  recomputeChoices,
  type ExperimentConfig,
} from '../../core/configuration/schema';
import type { NamedSetting } from '../../core/configuration/settingNames';
import { trainChoices } from '../../core/configuration/train';

interface Option {
  value: string;
  label: string;
}

export type Setting = { path: NamedSetting; unit?: string; help: string } & (
  { kind: 'number' | 'number or auto' } | { kind: 'choice'; options: readonly Option[] | ((config: ExperimentConfig) => readonly Option[]) }
);

export interface SettingGroup {
  title: string;
  settings: Setting[];
}

const choices = (values: readonly string[]) => values.map((value) => ({ value, label: value }));
const number = (path: NamedSetting, help: string, unit?: string): Setting => ({ kind: 'number', path, help, unit });

export const SETTING_GROUPS: SettingGroup[] = [
  {
    title: 'Vision transformer',
    settings: [
      number('model.image', 'Images are resized to this square.', 'px'),
      number('model.patch', 'Has to divide the image side.', 'px'),
      number('model.width', 'Numbers per token.'),
      number('model.depth', 'Transformer blocks.'),
      number('model.heads', 'Attention heads of a block; have to divide the width.'),
      number('model.mlpRatio', 'Hidden width of a block’s MLP ÷ width.'),
      number('model.embedding', 'd, numbers per embedding.'),
      {
        kind: 'choice',
        path: 'model.pooling',
        help: 'What goes into the linear head: the class token (as the papers), the mean, or all patch tokens one after another.',
        options: choices(poolings),
      },
      {
        kind: 'choice',
        path: 'model.initialisation',
        help: 'timm: truncated normal with deviation 0.02.',
        options: choices(initialisations),
      },
    ],
  },
  {
    title: 'Head',
    settings: [
      number('head.initialRadius', 'Features are scaled once so that their mean norm is this in the first batch; 0 = left as they are.'),
    ],
  },
  {
    title: 'Batch',
    settings: [
      number('batch.classes', 'Drawn without repetition among the classes of the training split.'),
      number('batch.samplesPerClass', 'Images of each class in a batch.'),
    ],
  },
  {
    title: 'Augmentation',
    settings: [
      number('augmentation.cropScale', 'Least share of the image’s area a random crop keeps; 1 = no crop.'),
      number(
        'augmentation.views',
        'Crops and flips that each image has, once and for all; 0 = drawn anew each time. With views, the head alone trains on features that are found once, and a step is a matrix product.',
      ),
      number('augmentation.flip', 'Share of images that are mirrored left to right.'),
      {
        kind: 'choice',
        path: 'augmentation.normalisation',
        help: 'Of each channel before the model sees it. timm: mean and deviation 0.5, as Google’s ViT; imagenet: as DINO, DINOv2 and DeiT; weights: as the pretrained file says; or those of the set’s training images.',
        options: choices(normalisations),
      },
    ],
  },
  {
    title: 'Optimiser (AdamW)',
    settings: [
      number('optimizer.learningRate', 'At its highest, after the warm-up.'),
      {
        kind: 'choice',
        path: 'optimizer.schedule',
        help: 'Cosine falls to 0 at the last step.',
        options: choices(['constant', 'cosine']),
      },
      number('optimizer.warmupSteps', 'The rate grows from 0 over so many steps.', 'steps'),
      number('optimizer.weightDecay', 'Decoupled from the gradient, as AdamW has it.'),
      number('optimizer.clipNorm', 'Global norm above which gradients are scaled down; 0 = never.'),
      number('optimizer.beta1', 'Decay of the first moment.'),
      number('optimizer.beta2', 'Decay of the second moment.'),
      number('optimizer.epsilon', 'Added to the denominator.'),
    ],
  },
  {
    title: 'Training and evaluation',
    settings: [
      number('steps', 'After these, training stops by itself; with more, it goes on.'),
      number('seed', 'Of initial weights, batches and augmentation.'),
      number('evaluation.every', 'Recall and snapshots are taken so often.', 'steps'),
      number(
        'evaluation.seconds',
        'While training, whatever the step; less often where evaluations would take more than a third of the time. 0 = by steps alone.',
        'seconds',
      ),
      {
        kind: 'choice',
        path: 'evaluation.split',
        help: 'What live figures are of: validation for choosing settings, with a final test (Runs) for the last word; test trains on every training image.',
        options: choices(['validation', 'test']),
      },
      number(
        'evaluation.validationShare',
        'Where the image set has no validation part: share of the training classes (of the images of each, split by image) held back for it.',
      ),
      number(
        'evaluation.images',
        'At most so many, of whole classes: each is compared with each other. Recall over fewer comes out higher.',
      ),
    ],
  },
  {
    title: 'What is trained, and memory',
    settings: [
      {
        kind: 'choice',
        path: 'train',
        help: 'The rest is frozen: no gradient, no moments, no weight decay, no part in the norm. The papers freeze the patch embedding.',
        options: ({ model }) => choices(trainChoices(model.depth)),
      },
      number('memory', 'What training should take at most, all runs together; parts and recomputation keep to it.', 'GB'),
      {
        kind: 'number or auto',
        path: 'microbatch',
        unit: 'images',
        help: 'A batch goes in parts of so many, exactly as at once (GradCache): all are embedded, then each goes forward and backward. auto: the whole batch where memory allows.',
      },
      {
        kind: 'choice',
        path: 'recompute',
        help: 'On a GPU: of each block only its input is kept, and the rest computed once more. A third more work, a fraction of the memory.',
        options: choices(recomputeChoices),
      },
      {
        kind: 'choice',
        path: 'activations',
        help: 'How a GPU keeps what the backward pass needs. float16 takes less memory; gradients are off by up to a hundredth.',
        options: choices(activationFormats),
      },
    ],
  },
];

/** Beside whose settings it is said what they come to. */
export const MEMORY_GROUP = SETTING_GROUPS.find(({ title }) => title === 'What is trained, and memory');
