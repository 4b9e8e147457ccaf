/**
 * How settings are called: a symbol for figures, columns and captions, a label for fields and sentences. One table, so that a setting has the
 * same name on every panel, in a sweep's grid and among the runs kept. Pure.
 */
import type { Geometry, HeadConfig } from './schema';

export interface SettingName {
  /** Short: `τ_s`, `lr`. */
  symbol: string;
  /** In words, beginning with a capital: `Temperature τ spherical`. */
  label: string;
}

/** `MLP ratio` keeps its capitals. */
const inSentence = (label: string): string => (/^\p{Lu}\p{Lu}/u.test(label) ? label : label.charAt(0).toLowerCase() + label.slice(1));

const name = (label: string, symbol = inSentence(label)): SettingName => ({ symbol, label });

/** By dotted path in a configuration; those that are studied first come first. `runs.geometry` and `model` are axes of a grid as well. */
const NAMES = {
  'head.tauSpherical': name('Temperature τ spherical', 'τ_s'),
  'head.tauHyperbolic': name('Temperature τ hyperbolic', 'τ_h'),
  'head.c': name('Curvature c', 'c'),
  'head.lambda': name('Fusion weight λ', 'λ'),
  'head.clipRadius': name('Clip radius', 'r'),
  'head.hyperbolicInput': name('Hyperbolic input', 'input'),
  'head.initialRadius': name('Initial radius'),
  seed: name('Seed'),
  'optimizer.learningRate': name('Learning rate', 'lr'),
  'optimizer.weightDecay': name('Weight decay', 'wd'),
  'optimizer.schedule': name('Schedule'),
  'optimizer.warmupSteps': name('Warm-up'),
  'optimizer.clipNorm': name('Gradient clip', 'grad clip'),
  'optimizer.beta1': name('β₁', 'β₁'),
  'optimizer.beta2': name('β₂', 'β₂'),
  'optimizer.epsilon': name('ε', 'ε'),
  'batch.classes': name('Classes per batch', 'classes'),
  'batch.samplesPerClass': name('Samples per class', 'm'),
  steps: name('Steps'),
  model: name('Model'),
  'model.image': name('Image side', 'image'),
  'model.patch': name('Patch side', 'patch'),
  'model.width': name('Width'),
  'model.depth': name('Depth'),
  'model.heads': name('Heads'),
  'model.mlpRatio': name('MLP ratio', 'MLP'),
  'model.embedding': name('Embedding dimension', 'd'),
  'model.pooling': name('Pooling'),
  'model.initialisation': name('Initialisation', 'init'),
  'model.weights': name('Pretrained weights', 'weights'),
  'augmentation.cropScale': name('Smallest crop', 'crop'),
  'augmentation.flip': name('Flip probability', 'flip'),
  'augmentation.views': name('Views of an image', 'views'),
  'augmentation.normalisation': name('Normalisation', 'norm.'),
  'evaluation.split': name('Evaluation split', 'judged by'),
  'evaluation.images': name('Evaluated images', 'evaluated'),
  'evaluation.validationShare': name('Validation share', 'held back'),
  'evaluation.every': name('Evaluate every', 'eval every'),
  'evaluation.seconds': name('Evaluate at least every', 'eval after'),
  train: name('What is trained', 'trained'),
  memory: name('Memory'),
  microbatch: name('Microbatch'),
  recompute: name('Recompute blocks', 'recompute'),
  activations: name('Activations'),
  kernels: name('Kernels'),
  'runs.geometry': name('Geometry'),
  runs: name('Runs'),
  imageSet: name('Image set'),
  backend: name('Backend'),
} as const satisfies Record<string, SettingName>;

export type NamedSetting = keyof typeof NAMES;

/** Paths that have a name, in the order in which they are shown. */
export const namedSettings = Object.keys(NAMES) as readonly NamedSetting[];

const isNamed = (path: string): path is NamedSetting => Object.hasOwn(NAMES, path);

/** Symbol and label of a setting; one that has no name (in a record of another version) goes by its path. */
export const nameOfSetting = (path: string): SettingName =>
  isNamed(path) ? NAMES[path] : { symbol: path.split('.').at(-1)!, label: path };

/** What a setting is called within a sentence: `temperature τ spherical`. */
export const sayName = (path: string): string => inSentence(nameOfSetting(path).label);

/** What a setting is called beside a field. */
export const settingLabel = (path: NamedSetting): string => NAMES[path].label;

/** What a setting is called in figures and columns; its path where it has no name. */
export const settingSymbol = (path: string): string => (isNamed(path) ? NAMES[path].symbol : path);

const TEMPERATURES: Partial<Record<keyof HeadConfig, string>> = { tauSpherical: 'τₛ', tauHyperbolic: 'τₕ' };

/**
 * The letter of a setting of the head beside a run that is named: a temperature is `τ`, since a run has but one; where both are at play, as
 * in a fused run, each has its index.
 */
export const headLetter = (key: keyof HeadConfig, both: boolean): string =>
  key in TEMPERATURES ? (both ? TEMPERATURES[key]! : 'τ') : NAMES[`head.${key}`].symbol;

/** Settings of the head that mean something to some geometries alone; the others mean something to all. */
const FELT_BY: Partial<Record<string, readonly Geometry[]>> = {
  'head.tauSpherical': ['spherical', 'fused'],
  'head.tauHyperbolic': ['hyperbolic', 'fused'],
  'head.c': ['hyperbolic', 'fused'],
  'head.lambda': ['fused'],
  'head.clipRadius': ['hyperbolic', 'fused'],
  'head.hyperbolicInput': ['hyperbolic', 'fused'],
};

/** Whether a setting decides anything of a run of this geometry. */
export const isFelt = (path: string, geometry: Geometry): boolean => FELT_BY[path]?.includes(geometry) ?? true;
