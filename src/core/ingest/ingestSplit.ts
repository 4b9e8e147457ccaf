/** Parts of an image set as it comes. */

/** `query` and `gallery`: evaluated by looking up each query among the gallery (In-Shop). */
export type IngestSplit = 'train' | 'validation' | 'test' | 'query' | 'gallery';
