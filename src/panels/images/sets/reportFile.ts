/** The report of an ingest as files to keep. */
import { bytesInWords } from '../../../core/ingest/limits';
import { showName } from '../../../core/ingest/names';
import type { Rejected } from '../../../core/ingest/rejection';
import { csvText } from '../../../core/formats/separated';
import { fixed, integer } from '../../../plots/format';
import type { ImageSetListing } from '../../../state/ports';
import type { IngestOutcome } from '../../../state/library/ingest';
import { counted } from '../words';

/** What was left out and why, one file a line. */
export function rejectedCsv(rejected: readonly Rejected[]): string {
  return csvText({ columns: ['file', 'reason'], rows: rejected.map(({ name, reason }) => [showName(name, 4096), reason]) });
}

/** Every image of a set with its class and its part of the split, one a line. */
export function imagesCsv(images: ImageSetListing['images']): string {
  return csvText({
    columns: ['path', 'class', 'split'],
    rows: images.map(({ path, class: classPath, split }) => [showName(path, 4096), showName(classPath, 4096), split]),
  });
}

/** The whole report in words. */
export function reportText({ title, report, rejected, failure, unusable }: IngestOutcome): string {
  const lines = [`Image set report: ${showName(title, 500)}`, ''];
  if (failure) lines.push(failure, '');
  if (report) {
    const { statistics } = report;
    lines.push(
      `${counted(report.classes, 'class', 'classes')}, ${counted(report.images, 'image')}, ${bytesInWords(report.bytes)}`,
      `Split: ${report.splitRule}`,
      `Classes with one image: ${integer(report.singletons)}`,
      `Width, px: ${range(statistics.width)}`,
      `Height, px: ${range(statistics.height)}`,
      `Mean of R, G, B: ${statistics.mean.map((value) => fixed(value, 4)).join(', ')}`,
      `Standard deviation of R, G, B: ${statistics.std.map((value) => fixed(value, 4)).join(', ')}`,
    );
    if (!report.complete) lines.push(report.kept ?? 'Reading was stopped before the end.');
    if (unusable) lines.push(`Not in use: ${unusable}`);
    if (report.notes.length > 0) lines.push('', 'Notes', ...report.notes.map((note) => `- ${note}`));
    if (report.nearDuplicateCount > 0) {
      lines.push('', `Near-duplicates across train and test: ${integer(report.nearDuplicateCount)}`);
      for (const { train, test, distance } of report.nearDuplicates)
        lines.push(`- ${showName(train.name, 500)} (train) | ${showName(test.name, 500)} (test), ${distance} bits`);
    }
  }
  if (report && report.contradictions.length > 0) {
    lines.push('', `The same picture under two labels: ${integer(report.contradictionCount)}`);
    for (const { first, second } of report.contradictions)
      lines.push(
        `- ${showName(first.name, 500)} (${showName(first.classPath)}, ${first.split}) | ${showName(second.name, 500)} (${showName(second.classPath)}, ${second.split})`,
      );
  }
  lines.push('', `Left out: ${counted(rejected.length, 'file')}`);
  for (const { name, reason } of rejected) lines.push(`- ${showName(name, 4096)}: ${reason}`);
  return `${lines.join('\n')}\n`;
}

function range({ least, median, most }: { least: number; median: number; most: number }): string {
  return `${integer(least)} to ${integer(most)}, median ${integer(median)}`;
}

/** A name that every file system takes. */
export function safeFileName(title: string): string {
  const plain = title
    .normalize('NFKD')
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60);
  return plain === '' ? 'image-set' : plain;
}

/** Hands a text to the browser as a download. */
export function saveText(name: string, type: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  const link = Object.assign(document.createElement('a'), { href: address, download: name });
  link.click();
  // The browser has taken hold of it by then.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
