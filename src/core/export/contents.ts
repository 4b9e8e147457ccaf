/** What of an experiment goes into its archive besides the record: each file with what it is, made when its turn comes. Pure. */
import { encodeNpy } from '../formats/npy';
import { csvText, tsvText } from '../formats/separated';
import type { ClassInfo } from '../data/imageSet';
import { checkWeights } from '../model/shape';
import type { ExperimentRecord } from '../record/schema';
import type { Content } from './content';
import { handoverContents, type Handover } from './handover/contents';
import { metricsTable } from './metricsTable';
import { numberedNames, plainName } from './names';
import { embeddedRuns, mostDisagreeing, negativesTable, LISTED, type EmbeddedRun } from './negativesTable';
import { embeddingsFile, featuresFile, vectorsText } from './vectors';
import { weightsFile } from './weights';

/** A picture that whoever exports has drawn. */
export interface Figure {
  /** Part of a file's name: `recall@1`. */
  name: string;
  /** One sentence that says what it shows. */
  title: string;
  /** A whole SVG document. */
  svg: string;
}

/** Small pictures of all evaluated images in one PNG, row after row, in the order of the vectors. */
export interface SpriteSheet {
  png: Uint8Array;
  /** Side of one picture, pixels. */
  side: number;
}

export interface Exported {
  record: ExperimentRecord;
  /** Of the image set, in the order that labels count by; without them classes are numbers. */
  classes?: readonly ClassInfo[] | undefined;
  sprites?: SpriteSheet | undefined;
  /** Anchors whose hard negatives are listed first, as indices of evaluated images: those that were pinned. */
  anchors?: readonly number[] | undefined;
  figures?: readonly Figure[] | undefined;
  /** What it takes to go on in PyTorch. */
  handover?: Handover | undefined;
}

/** Anchors on which the runs disagree most that are listed behind those chosen. */
const DISAGREEING = 12;

const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const shapeOf = (...sides: number[]) => `[${sides.join(', ')}]`;

/** @throws WeightsError where a checkpoint does not hold the model's parameters, before any file is made */
export function contentsOf({ record, classes, sprites, anchors = [], figures = [], handover }: Exported): Content[] {
  const { checkpoint } = record;
  const folders = numberedNames(
    record.runs.map(({ configuration }) => configuration.name),
    'run',
  ).map((name) => `runs/${name}`);
  const embedded = embeddedRuns(record);
  const contents: Content[] = [
    {
      path: 'metrics.csv',
      about:
        'everything that was measured, one number a row. Shares are 0 … 1; the standard error treats classes as clusters and is known of ' +
        'Recall@1; split names the images that were looked at. Of very long runs steps of least and of greatest loss stand for a stretch.',
      packed: true,
      bytes: () => text(csvText(metricsTable(record), { digits: 'all' })),
    },
  ];

  if (checkpoint) for (const { parameters } of checkpoint.runs) checkWeights(checkpoint.config.model, firstOf(parameters));
  record.runs.forEach((run, i) => {
    const folder = folders[i]!;
    const name = run.configuration.name;
    if (checkpoint?.runs.some(({ id }) => id === run.id))
      contents.push({
        path: `${folder}/weights.safetensors`,
        about:
          `weights of ${name} after step ${checkpoint.step}, float32, by timm's names (VisionTransformer; matrices [outputs, inputs]); shape, ` +
          'head and configuration in the metadata. The output of the linear head times featureScale of the metadata are the features.',
        packed: false,
        bytes: () => weightsFile(checkpoint, run.id),
      });
    const there = embedded.find((one) => one.run === run);
    if (there) contents.push(...vectorContents(there, folder));
  });

  const part = embedded[0]?.snapshot.part;
  const images = record.evaluated.find((one) => one.part === part);
  if (images && part) contents.push(...labelContents(images, part, classes));
  if (images && sprites)
    contents.push({
      path: 'sprites.png',
      about: `small pictures of the evaluated images, ${sprites.side} × ${sprites.side} pixels each, row after row in the order of labels.tsv.`,
      packed: false,
      bytes: () => sprites.png,
    });
  if (embedded.length > 0) {
    contents.push(projectorContent(record, embedded, folders, images !== undefined, sprites));
    const listed = () => [
      ...new Set([...anchors, ...(record.anchor === undefined ? [] : [record.anchor]), ...mostDisagreeing(record, embedded, DISAGREEING)]),
    ];
    contents.push({
      path: 'negatives.csv',
      about:
        `positives and the ${LISTED} nearest negatives of chosen anchors in every run: those pinned, the anchor that was looked at, and ` +
        `those of a sample on whose hard negatives the runs disagree most. distance: 1 − cos (spherical), d (hyperbolic), λ·d/τ_h − cos/τ_s (fused).`,
      packed: true,
      bytes: () => text(csvText(negativesTable(record, embedded, { anchors: listed(), classes }))),
    });
  }
  numberedNames(
    figures.map(({ name }) => name),
    'figure',
  ).forEach((name, i) => {
    const { title, svg } = figures[i]!;
    contents.push({ path: `figures/${plainName(name, 'figure')}.svg`, about: title, packed: true, bytes: () => text(svg) });
  });
  if (handover) contents.push(...handoverContents(record, handover));
  return contents;
}

const firstOf = (parameters: Record<string, [Float32Array, Float32Array, Float32Array]>): Record<string, Float32Array> =>
  Object.fromEntries(Object.entries(parameters).map(([name, [weights]]) => [name, weights]));

function vectorContents({ run, snapshot, embedding }: EmbeddedRun, folder: string): Content[] {
  const { n, d, step, part, precision } = snapshot;
  const { name, geometry } = run.configuration;
  const fused = geometry === 'fused';
  const onto =
    geometry === 'spherical'
      ? 'on the unit sphere'
      : `in the Poincaré ball of curvature −${embedding.c}, radius ${(1 / Math.sqrt(embedding.c)).toPrecision(6)}`;
  return [
    {
      path: `${folder}/features.npy`,
      about: `features of ${name} at step ${step}, ${part} images, float32 ${shapeOf(n, d)}: the head's output times featureScale, before any normalisation${precision === 'float16' ? '; they were kept in half precision' : ''}.`,
      packed: false,
      bytes: () => featuresFile(snapshot),
    },
    {
      path: `${folder}/embeddings.npy`,
      about: `the same on the geometry of the run, float64 ${fused ? shapeOf(n, 2, d) : shapeOf(n, d)}: ${fused ? `first on the unit sphere, second ${onto}` : onto}.`,
      packed: false,
      bytes: () => embeddingsFile(run, snapshot),
    },
    {
      path: `${folder}/vectors.tsv`,
      about: `the features as text, a row an image, for the Embedding Projector (“Load”, with metadata.tsv).`,
      packed: true,
      bytes: () => text(vectorsText(snapshot)),
    },
  ];
}

function labelContents(
  { rows, labels }: ExperimentRecord['evaluated'][number],
  part: string,
  classes: readonly ClassInfo[] | undefined,
): Content[] {
  const nameOf = (label: number) => classes?.[label]?.name ?? `class ${label}`;
  const pathOf = (label: number) => classes?.[label]?.path ?? String(label);
  const all = Array.from(labels, (label, index) => ({ label, index, row: rows[index]! }));
  return [
    {
      path: 'labels.npy',
      about: `class of each evaluated image, int32 ${shapeOf(labels.length)}, in the order of features and embeddings.`,
      packed: true,
      bytes: () => encodeNpy('int32', [labels.length], labels),
    },
    {
      path: 'labels.tsv',
      about: `name of the class of each evaluated image, one a line, in the same order (${labels.length} ${part} images).`,
      packed: true,
      bytes: () => text(tsvText({ columns: ['class'], rows: all.map(({ label }) => [nameOf(label)]) }, { headed: false })),
    },
    {
      path: 'metadata.tsv',
      about: 'the same with more columns: index, row of the image set, class, its number and its path in the hierarchy.',
      packed: true,
      bytes: () =>
        text(
          tsvText({
            columns: ['index', 'image', 'class', 'class number', 'path'],
            rows: all.map(({ label, index, row }) => [index, row, nameOf(label), label, pathOf(label)]),
          }),
        ),
    },
  ];
}

/** Of the standalone Projector and of TensorBoard: which files belong together. */
function projectorContent(
  { runs }: ExperimentRecord,
  embedded: readonly EmbeddedRun[],
  folders: readonly string[],
  labelled: boolean,
  sprites: SpriteSheet | undefined,
): Content {
  const config = {
    embeddings: embedded.map(({ run, snapshot: { n, d } }) => ({
      tensorName: run.configuration.name,
      tensorShape: [n, d],
      tensorPath: `${folders[runs.indexOf(run)]!}/vectors.tsv`,
      ...(labelled ? { metadataPath: 'metadata.tsv' } : {}),
      ...(sprites ? { sprite: { imagePath: 'sprites.png', singleImageDim: [sprites.side, sprites.side] } } : {}),
    })),
  };
  return {
    path: 'projector_config.json',
    about: 'which of these files belong together, as the Embedding Projector and TensorBoard read it.',
    packed: true,
    bytes: () => text(`${JSON.stringify(config, undefined, 1)}\n`),
  };
}
