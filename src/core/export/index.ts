/** Experiments taken along: as one archive that the page and others read, and back. */
export { archiveEntries, archiveOfSeveral, type ArchiveOptions, type Several } from './archive';
export type { Exported, Figure, SpriteSheet } from './contents';
export { handoverBytes, type Handover, type HandoverImages } from './handover/contents';
export { SMALL_HANDOVER_BYTES } from './handover/small';
export { metricsTable } from './metricsTable';
export { plainName } from './names';
export { isRecordArchive, recordsIn, resultFoldersIn } from './read';
export { describedBackend } from './words';
