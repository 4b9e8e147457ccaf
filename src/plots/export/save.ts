/** From plots to files. Loaded when something is exported first. */
import { csvText } from './csv';
import { exportName } from './fileName';
import { pngOf } from './png';
import { sheetOf } from './sheet';
import type { ExportedPlot } from './exported';

export type Kind = 'svg' | 'png' | 'csv';

const TYPES: Record<Kind, string> = { svg: 'image/svg+xml', png: 'image/png', csv: 'text/csv;charset=utf-8' };

async function contentOf(kind: Kind, plot: ExportedPlot, host: Element): Promise<Blob> {
  if (kind === 'csv') return new Blob([csvText(await plot.table())], { type: TYPES.csv });
  const sheet = sheetOf(await plot.drawing(host), host);
  return kind === 'png' ? pngOf(sheet) : new Blob([sheet.text], { type: TYPES.svg });
}

/** Makes the file and hands it to the browser as a download. */
export async function savePlot(kind: Kind, plot: ExportedPlot, host: Element): Promise<void> {
  const address = URL.createObjectURL(await contentOf(kind, plot, host));
  Object.assign(document.createElement('a'), { href: address, download: exportName(plot.file, kind) }).click();
  // The browser has taken hold of it by then.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
