/** What columns are called. Headings are compared in small letters, words joined by `_`: `ClassId` and `CLASS-ID` are `class_id`. */

export function headingKey(heading: string): string {
  return heading
    .trim()
    .replace(/([a-z\d])([A-Z])/gu, '$1_$2')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^_|_$/gu, '');
}

/** Of the column that names files, the surest first. */
export const FILE_HEADINGS: readonly string[] = [
  'file_name',
  'filename',
  'file',
  'filepath',
  'file_path',
  'image_path',
  'img_path',
  'image_file',
  'image_name',
  'img_name',
  'imgname',
  'relative_path',
  'path',
  'image',
  'images',
  'img',
  'picture',
  'photo',
  'image_id',
  'img_id',
  'id_code',
  'isic_id',
  'name',
  'fname',
  'uri',
  'url',
  'id',
];

/** Names of a class beside its number: read first. */
const CLASS_NAMES = ['label_name', 'class_name', 'category_name', 'classname', 'labelname', 'target_name', 'class_label', 'label_text'];
const CLASSES = ['label', 'labels', 'class', 'classes', 'category', 'target', 'y', 'ground_truth', 'dx'];
const CLASS_NUMBERS = [
  'class_id',
  'label_id',
  'category_id',
  'target_id',
  'class_index',
  'label_index',
  'class_number',
  'classid',
  'labelid',
];

/** Headings that mean the label and nothing else, the surest first. */
export const LABEL_HEADINGS: readonly string[] = [...CLASS_NAMES, ...CLASSES, ...CLASS_NUMBERS];

/** Headings of what is often the label, and often one property of several. */
export const LIKELY_HEADINGS: readonly string[] = [
  'species',
  'breed',
  'variety',
  'diagnosis',
  'disease',
  'identity',
  'individual',
  'individual_id',
  'person',
  'person_id',
  'subject',
  'family',
  'genus',
  'type',
  'kind',
  'item_id',
  'product_id',
  'landmark_id',
  'tag',
  'cultivar',
  'brand',
  'model',
  'make',
];

export const SPLIT_HEADINGS: readonly string[] = [
  'split',
  'set',
  'subset',
  'partition',
  'phase',
  'usage',
  'evaluation_status',
  'fold',
  'dataset',
  'data_set',
];

/** Of numbers that measure, and of what is different for every image. */
const NEVER_LABELS = new Set([
  ...['width', 'height', 'w', 'h', 'x', 'x1', 'x2', 'y1', 'y2', 'xmin', 'xmax', 'ymin', 'ymax', 'x_min', 'x_max', 'y_min', 'y_max', 'area'],
  ...[
    'left',
    'top',
    'right',
    'bottom',
    'bbox',
    'box',
    'size',
    'filesize',
    'file_size',
    'bytes',
    'depth',
    'channels',
    'resolution',
    'cx',
    'cy',
  ],
  ...['md5', 'sha1', 'sha256', 'hash', 'phash', 'checksum', 'crc', 'crc32', 'etag', 'uuid', 'guid'],
  ...[
    'url',
    'link',
    'href',
    'source_url',
    'original_url',
    'lat',
    'lon',
    'lng',
    'latitude',
    'longitude',
    'date',
    'time',
    'timestamp',
    'datetime',
  ],
  ...[
    'created',
    'modified',
    'caption',
    'captions',
    'description',
    'text',
    'comment',
    'comments',
    'note',
    'notes',
    'title',
    'score',
    'confidence',
  ],
  ...[
    'probability',
    'weight',
    'age',
    'count',
    'index',
    'idx',
    'row',
    'no',
    'nr',
    'number',
    'unnamed_0',
    'level_0',
    'email',
    'license',
    'licence',
  ],
  ...['exif', 'format', 'mode', 'extension', 'ext', 'mime', 'mask', 'mask_path', 'roi_x1', 'roi_y1', 'roi_x2', 'roi_y2', 'segmentation'],
]);

export const isMeasure = (key: string): boolean => NEVER_LABELS.has(key);

/** Headings of a row's number. */
export const isRowHeading = (key: string): boolean =>
  ['', 'index', 'idx', 'unnamed_0', 'row', 'no', 'nr', 'number', 'level_0'].includes(key);
