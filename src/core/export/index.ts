/** Experiments taken along: as one archive that the page and others read, and back. */
export { archiveEntries, archiveOfSeveral, type ArchiveOptions, type Several } from './archive';
export type { Exported, Figure, SpriteSheet } from './contents';
export { metricsTable } from './metricsTable';
export { plainName } from './names';
export { isRecordArchive, recordsIn } from './read';
export { describedBackend } from './words';
