/** NumPy's `.npz`: a zip of arrays, of which some are images and some their labels. Also single `.npy` files. */
import { readDirectory } from '../archives/zipDirectory';
import { openZipEntry } from '../archives/zip';
import { bytesInWords, DEFAULT_LIMITS, refuseSize, type Limits } from '../limits';
import { fileName, showName } from '../names';
import { FileError } from '../rejection';
import type { SourceFile } from '../source';
import { splitInName } from '../splits/splits';
import { shapeInWords, type ArrayImages } from './arrayImages';
import { ACCEPTED, canBeLabels, canBeOneHot, findAxes, imagesFrom, labelsFrom, type NamedArray } from './layout';
import { NPY_HEAD_BYTES, readNpy, readNpyHeader } from './npy';

/** An array that has been looked at and not read. */
export interface Member {
  key: string;
  /** As whose its images count. */
  path: string;
  file: SourceFile;
  type: string;
  shape: number[];
}

/**
 * The image arrays of an `.npz`, each with its labels.
 * @throws FileError that lists the arrays with their shapes when they cannot be told apart
 */
export async function readNpz(source: SourceFile, limits: Limits = DEFAULT_LIMITS): Promise<ArrayImages[]> {
  const of = (member: Member) => `${showName(member.key)} in ${showName(fileName(source.path))}`;
  return (await readTogether(await readArrayMembers(source, limits), source.path, of)).images;
}

/**
 * Arrays that belong together: those of an `.npz`, or of a folder.
 * @param path in whose name is spoken; `nameOf`: how an array is called in notes
 * @throws FileError that lists the arrays with their shapes when they cannot be told apart
 */
export async function readTogether(
  members: readonly Member[],
  path: string,
  nameOf: (member: Member) => string,
): Promise<{ images: ArrayImages[]; used: Set<Member> }> {
  const listed = members.map(({ key, shape, type }) => `${showName(key)} ${shapeInWords(shape)} ${type}`).join(', ') || 'nothing';
  const objects = members.find(({ key, type }) => /O/u.test(type) && IMAGE_WORD.test(key));
  if (objects)
    throw new FileError(
      path,
      `array ${showName(objects.key)} holds Python objects, which are not read: images of one size make an array of numbers, others go into files of their own`,
    );
  const large = members.filter(({ shape, type }) => shape.length >= 3 && /[biuf]\d/u.test(type));
  // Beside arrays that are called images, others of the same shape are masks, depths and the like.
  const called = large.filter(({ key }) => IMAGE_WORD.test(key));
  const images = called.length > 0 ? called : large;
  if (images.length === 0) throw new FileError(path, `it holds no array of images. It holds ${listed}; ${ACCEPTED}`);
  for (const { key, shape } of images) {
    const axes = findAxes(shape);
    if ('reason' in axes) throw new FileError(path, `array ${showName(key)}: ${axes.reason}`);
  }
  const found: ArrayImages[] = [];
  const passedOver = large
    .filter((member) => !images.includes(member))
    .map(({ key }) => `Array ${showName(key)} is not called images and was passed over.`);
  const used = new Set<Member>(members.filter(isId));
  const readMember = async (member: Member): Promise<NamedArray> => ({
    name: nameOf(member),
    path: member.path,
    ...readNpy(await member.file.bytes(), member.file.path),
  });
  for (const member of images) {
    const read = imagesFrom(await readMember(member));
    const labels = chooseLabels(member, read.n, members, images, path);
    const split = images.length > 1 ? splitInName(member.key) : undefined;
    const names = labels && classNames(members, read.n);
    for (const own of [member, labels, names]) if (own) used.add(own);
    const { note, ...labelled } = labels ? withNames(labelsFrom(await readMember(labels)), names ? await readMember(names) : null) : {};
    const unread =
      labels && !names ? members.find((other) => /O/u.test(other.type) && NAMES_WORD.test(other.key) && other !== labels) : undefined;
    if (unread) used.add(unread);
    const more = [
      ...(note === undefined ? [] : [note]),
      ...(unread
        ? [
            `Array ${showName(unread.key)} holds Python objects, which are not read: classes go by their numbers. Save it as text (names.astype(str)).`,
          ]
        : []),
      ...(found.length === 0 ? passedOver : []),
    ];
    found.push({
      ...read,
      notes: [...read.notes, ...more],
      ...labelled,
      ...(split === undefined ? {} : { split }),
    });
  }
  return { images: found, used };
}

/** A single `.npy` of images; one picture or many, without labels. @throws FileError */
export async function readNpyImages(source: SourceFile): Promise<ArrayImages> {
  const { path } = source;
  return imagesFrom({ name: fileName(path), path, ...readNpy(await source.bytes(), path) });
}

/** The arrays of an `.npz`, each of which has been looked at and not read. @throws FileError */
export async function readArrayMembers(source: SourceFile, limits: Limits): Promise<Member[]> {
  const archive = await source.blob();
  const members: Member[] = [];
  let total = 0;
  for (const entry of await readDirectory(source, limits)) {
    if (!entry.name.endsWith('.npy')) continue;
    const key = entry.name.slice(0, -'.npy'.length);
    const path = `${source.path}/${entry.name}`;
    const reason = refuseSize(entry.size, entry.packed, limits);
    if (reason !== null) throw new FileError(path, reason);
    total += entry.size;
    if (total > limits.maxArrayBytes)
      throw new FileError(
        source.path,
        `its arrays unpack to more than ${bytesInWords(limits.maxArrayBytes)}, and no more are read from one file; save them in several`,
      );
    if (entry.encrypted || (entry.method !== 0 && entry.method !== 8))
      throw new FileError(path, 'it is packed in a way that can’t be read; save it with numpy.savez');
    const { headerAt, packed, size, crc32 } = entry;
    const file = openZipEntry({ kind: 'zipEntry', path, archive, headerAt, packed, size, crc32, deflated: entry.method === 8 });
    const { type, shape } = readNpyHeader(await file.slice(0, NPY_HEAD_BYTES), path);
    members.push({ key, file, path: source.path, type, shape });
  }
  return members;
}

const IMAGE_WORD = /(^|[^a-z])(x|images?|imgs?|data|pixels)([^a-z]|$)/iu;
const LABEL_WORD = /(^|[^a-z])(y|labels?|targets?|class(es)?|class_?ids?)([^a-z]|$)/iu;
/** Different for every image. */
const ID_WORD = /^(.*[^a-z])?(ids?|index|indices|idx|keys?|paths?|file_?names?)$/iu;
const isId = ({ key }: Member) => ID_WORD.test(key) && !LABEL_WORD.test(key);
const NAMES_WORD = /name|categor|class(es)?$/iu;

/**
 * The labels of an image array: of those with as many values, the one of the same split, then the one with a label's name. Two that are
 * equally good are refused; labels of another length as well, since images and labels have then come apart.
 */
function chooseLabels(image: Member, n: number, members: readonly Member[], images: readonly Member[], path: string): Member | null {
  const others = members.filter((member) => !images.includes(member));
  const split = splitInName(image.key);
  const sameSplit = (member: Member) => splitInName(member.key) === split;
  const named = others.filter((member) => sameSplit(member) && LABEL_WORD.test(member.key));
  const fitting = others.filter((member) => canBeLabels(member, n) && !isId(member));
  const ranked = [
    named.filter((member) => fitting.includes(member)),
    named.filter((member) => canBeOneHot(member, n)),
    fitting.filter(sameSplit),
    fitting,
  ];
  const best = ranked.find((group) => group.length > 0) ?? [];
  if (best.length > 1) {
    const names = best.map(({ key }) => showName(key)).join(' and ');
    throw new FileError(
      path,
      `${names} could each be the labels of ${showName(image.key)} ${shapeInWords(image.shape)}; keep one, or name it “labels”`,
    );
  }
  if (best[0]) return best[0];
  const apart = others.find((member) => sameSplit(member) && LABEL_WORD.test(member.key) && !NAMES_WORD.test(member.key));
  if (!apart) return null;
  if (canBeLabels({ ...apart, type: '|u1' }, n))
    throw new FileError(
      path,
      `labels ${showName(apart.key)} hold ${/O/u.test(apart.type) ? 'Python objects, which are not read' : `values of type ${showName(apart.type, 24)}`}; save them as whole numbers or text (labels.astype(str))`,
    );
  const told = `labels ${showName(apart.key)} have the shape ${shapeInWords(apart.shape)}, the images ${showName(image.key)} ${shapeInWords(image.shape)}`;
  throw new FileError(path, `${told}; one whole number or text an image is needed: [${n}] or [${n}, 1]`);
}

/** An array of text with a telling name: what the labels are called. */
function classNames(members: readonly Member[], n: number): Member | undefined {
  return members.find(({ key, type, shape }) => /[US]\d/u.test(type) && shape.length === 1 && shape[0] !== n && NAMES_WORD.test(key));
}

/** Labels that begin with 1 and have a name each: the first name is that of label 1. */
function withNames(
  read: ReturnType<typeof labelsFrom>,
  names: NamedArray | null,
): Pick<ArrayImages, 'labels' | 'classNames'> & { note?: string } {
  const texts = names && Array.isArray(names.data) ? names.data : null;
  if (read.classNames || !texts) return read;
  let [least, most] = [Infinity, -Infinity];
  for (const label of read.labels) [least, most] = [Math.min(least, label), Math.max(most, label)];
  const first = least >= 1 && most === texts.length ? 1 : 0;
  return {
    labels: read.labels,
    classNames: new Map(texts.map((text, at) => [at + first, text])),
    ...(first === 1 ? { note: `Labels go from 1 to ${most}, so the first of ${most} names is that of label 1.` } : {}),
  };
}
