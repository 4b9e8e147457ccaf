/** Pretrained weights (import/import.json): the body features of what is read, and the reason for what is refused. */
import type { ModelConfig } from '../../../src/core/configuration/schema';
import { IMAGENET, TIMM_VIT } from '../../../src/core/data/normalisation';
import { messageOf, WeightsFileError } from '../../../src/core/errors';
import { fromBlob, type SourceFile } from '../../../src/core/ingest/source';
import { createVitLearner } from '../../../src/core/learner/vitLearner';
import { bodyAt, importWeights } from '../../../src/core/weights/import';
import { GoldenError, type GoldenFolder } from '../folder';
import { deviation, Worst, type FileReport } from '../report';
import { OBSERVING } from './vit';

interface ImportFile {
  cases: {
    file: string;
    image: number;
    normalisation: 'half' | 'imagenet';
    heads: number;
    patch: number;
    width: number;
    depth: number;
    body: number[][];
  }[];
  refused: { file: string; why: string }[];
}

const FOLDER = 'import/';
const HEAD = {
  tauSpherical: 0.1,
  tauHyperbolic: 0.2,
  c: 0.1,
  lambda: 1,
  clipRadius: 2.3,
  hyperbolicInput: 'raw',
  initialRadius: 0,
} as const;
const STATISTICS = { half: TIMM_VIT, imagenet: IMAGENET };
/** Of the head, which the body features do not depend on. */
const EMBEDDING = 2;

function sources(folder: GoldenFolder, file: string): SourceFile[] {
  const config = `${file}.config.json`;
  const names = folder.has(FOLDER + config) ? [file, config] : [file];
  return names.map((name) => fromBlob(new Blob([folder.bytes(FOLDER + name).slice()]), name));
}

/** Body features of the images by the model as it trains, and what of its shape is not as it should be. */
async function embed(folder: GoldenFolder, wanted: ImportFile['cases'][number]): Promise<{ body: Float32Array; wrong?: string }> {
  const { file, image, heads, normalisation } = wanted;
  const statistics = STATISTICS[normalisation];
  const imported = await importWeights(sources(folder, file), { heads, normalisation: statistics });
  const { patch, width, depth, mlpRatio } = imported.shape;
  const different = (['patch', 'width', 'depth'] as const).find((key) => imported.shape[key] !== wanted[key]);
  const body = { image, patch, width, depth, heads, mlpRatio, embedding: EMBEDDING };
  const model: ModelConfig = { ...body, pooling: 'class token', initialisation: 'timm', weights: null };
  const given = bodyAt(imported.body, imported.shape, image);
  const images = folder.safetensors(`${FOLDER}import-images.safetensors`).tensors[`images${image}`];
  if (!(images?.data instanceof Uint8Array)) throw new GoldenError(`import-images.safetensors has no images${image} of uint8`);
  const learner = createVitLearner({
    model,
    geometry: 'spherical',
    head: HEAD,
    optimizer: OBSERVING,
    normalisation: statistics,
    seed: 0,
    given,
  });
  try {
    const embedded = await learner.embed(images.data, images.shape[0]!, image);
    return {
      body: embedded.body,
      ...(different ? { wrong: `${different} ${imported.shape[different]} instead of ${wanted[different]}` } : {}),
    };
  } finally {
    learner.dispose();
  }
}

/** Words that say nothing of their own. */
const FILLING = new Set(['a', 'an', 'the', 'of', 'is', 'not', 'no', 'that', 'holds', 'which', 'in', 'it', 'with', 'and', 'value']);
const wordsOf = (text: string) => text.toLowerCase().match(/[\p{L}\d]+/gu) ?? [];

/** Whether a reason names what is there: every tensor that `why` names, or else most of its words. */
export function namesWhatIsThere(reason: string, why: string): boolean {
  const tensors = why.match(/[\w/]+(?:\.[\w/]+)+/gu) ?? [];
  if (tensors.length > 0) return tensors.every((name) => reason.includes(name));
  const said = new Set(wordsOf(reason));
  const words = wordsOf(why).filter((word) => !FILLING.has(word));
  return 2 * words.filter((word) => said.has(word)).length > words.length;
}

/** The relative error reported is that of the body features; a file that is read or refused wrongly fails as well. */
export async function checkImport(folder: GoldenFolder): Promise<FileReport> {
  const { cases, refused } = folder.json<ImportFile>('import/import.json');
  const worst = new Worst();
  for (const given of cases) {
    try {
      const { body, wrong } = await embed(folder, given);
      worst.add(deviation(body, given.body.flat()), given.file);
      if (wrong) worst.fault(`${given.file}: ${wrong}`);
    } catch (error) {
      worst.add(Infinity, given.file);
      worst.fault(`${given.file}: ${messageOf(error)}`);
    }
  }
  for (const { file, why } of refused) {
    try {
      await importWeights(sources(folder, file));
      worst.fault(`${file} was read, and should be refused for ${why}`);
    } catch (error) {
      if (!(error instanceof WeightsFileError)) worst.fault(`${file}: ${messageOf(error)}`);
      else if (!namesWhatIsThere(error.reason, why)) worst.fault(`${file} was refused for “${error.reason}”, and not for ${why}`);
    }
  }
  return worst.report('import/import.json', { read: cases.length, refused: refused.length });
}
