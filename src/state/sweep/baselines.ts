/**
 * The two lines to judge by, found once for all cells that share them: raw pixels by image set and side, the untrained model by what gives
 * its weights and its input besides. Pure.
 */
import type { ExperimentConfig } from '../../core/configuration/schema';
import { seedOf } from '../../core/configuration/schema';
import type { Baselines } from '../../core/training/experiment.types';

/** The images that are judged by, and how large the model sees them. */
function pixelsKey({ imageSet, model, evaluation }: ExperimentConfig): string {
  const { split, validationShare, images } = evaluation;
  return JSON.stringify([imageSet, model.image, split, validationShare, images]);
}

/** The untrained embedding hangs on seed and model; by cosine it does not hang on geometry, head or `featureScale`. */
function untrainedKey(config: ExperimentConfig): string {
  const { model, augmentation, runs } = config;
  return JSON.stringify([pixelsKey(config), model, augmentation.normalisation, seedOf(config, runs[0]!)]);
}

export class KnownBaselines {
  readonly #rawPixels = new Map<string, Baselines['rawPixels']>();
  readonly #untrained = new Map<string, Baselines['untrained']>();

  of(config: ExperimentConfig): Partial<Baselines> {
    const rawPixels = this.#rawPixels.get(pixelsKey(config));
    const untrained = this.#untrained.get(untrainedKey(config));
    return { ...(rawPixels ? { rawPixels } : {}), ...(untrained ? { untrained } : {}) };
  }

  learn(config: ExperimentConfig, { rawPixels, untrained }: Baselines): void {
    this.#rawPixels.set(pixelsKey(config), rawPixels);
    this.#untrained.set(untrainedKey(config), untrained);
  }
}
