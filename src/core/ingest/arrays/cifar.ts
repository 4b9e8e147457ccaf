/**
 * CIFAR-10 and CIFAR-100 in their binary form: records of one label byte (CIFAR-100: two, coarse then fine) and 3 × 32 × 32 bytes,
 * channel by channel. Source: the data sets' own page, section "Binary version".
 */
import { fileName, showName } from '../names';
import { FileError } from '../rejection';
import { splitInName } from '../splits/splits';
import { pixelReader, type ArrayImages } from './arrayImages';

const SIDE = 32;
const PIXELS = 3 * SIDE * SIDE;
const CIFAR10 = ['airplane', 'automobile', 'bird', 'cat', 'deer', 'dog', 'frog', 'horse', 'ship', 'truck'];

/** Whether a file's name and size are those of a CIFAR batch. */
export function isCifar(path: string, size: number): boolean {
  return /^(data_batch_\d+|test_batch|train|test)\.bin$/iu.test(fileName(path)) && (size % (PIXELS + 1) === 0 || size % (PIXELS + 2) === 0);
}

/** Why a `.bin` of a CIFAR name is not one. */
export const CIFAR_SIZE = `its size is no multiple of ${PIXELS + 1} bytes (a record of CIFAR-10) or ${PIXELS + 2} (CIFAR-100); it is cut short or something else, download it again`;

export interface CifarNames {
  /** `fine_label_names.txt` or `batches.meta.txt`, a line a class. */
  fine?: string[];
  /** `coarse_label_names.txt`. */
  coarse?: string[];
}

/** @throws FileError when a label is out of range: then these are other data of the same size */
export function readCifar(bytes: Uint8Array, path: string, names: CifarNames): ArrayImages {
  const hundred = bytes.length % (PIXELS + 1) !== 0;
  const labelBytes = hundred ? 2 : 1;
  const record = PIXELS + labelBytes;
  const n = bytes.length / record;
  const classes = hundred ? 100 : 10;
  const labels = new Int32Array(n);
  const classNames = new Map<number, string>();
  for (let row = 0; row < n; row++) {
    const label = bytes[row * record + labelBytes - 1]!;
    const coarse = bytes[row * record]!;
    if (label >= classes || (hundred && coarse >= 20))
      throw new FileError(
        path,
        `record ${row} has the label ${label}, but CIFAR-${classes} has ${classes} classes; download the binary version again`,
      );
    labels[row] = label;
    if (!classNames.has(label))
      classNames.set(
        label,
        hundred
          ? `${names.coarse?.[coarse] ?? `superclass ${coarse}`}/${names.fine?.[label] ?? label}`
          : (names.fine?.[label] ?? CIFAR10[label]!),
      );
  }
  const layout = {
    n,
    height: SIDE,
    width: SIDE,
    channels: 3 as const,
    offset: labelBytes,
    strides: { row: record, y: SIDE, x: 1, channel: SIDE * SIDE },
  };
  const split = splitInName(fileName(path)) ?? 'train';
  return {
    name: showName(fileName(path)),
    path,
    ...layout,
    pixels: pixelReader(bytes, layout, null),
    labels,
    classNames,
    split,
    notes: [],
  };
}
