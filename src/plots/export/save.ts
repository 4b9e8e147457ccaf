/** From plots to files. Loaded when something is exported first. */
import { csvText } from '../../core/formats/separated';
import { withProvenance } from './withProvenance';
import type { ExportedPlot } from './exported';
import { exportName } from './fileName';
import { withFonts } from './fonts';
import { pngOf } from './png';
import type { Origin, Provenance } from './provenance';
import { sheetOf } from './sheet';

export type Kind = 'svg' | 'png' | 'csv';

const TYPES: Record<Kind, string> = { svg: 'image/svg+xml', png: 'image/png', csv: 'text/csv;charset=utf-8' };

async function contentOf(
  kind: Kind,
  plot: ExportedPlot,
  { run, step, part }: Origin,
  host: Element,
  provenance: Provenance | undefined,
): Promise<Blob> {
  if (kind === 'csv') return new Blob([csvText(withProvenance(await plot.table(), provenance))], { type: TYPES.csv });
  if (!plot.drawing) throw new Error(`“${plot.name}” has no picture; its data can be saved as CSV.`);
  const { detail, ...drawing } = await plot.drawing();
  const origin = [run, step === undefined ? undefined : `step ${step}`, part && `${part} images`, detail].filter(Boolean).join(' · ');
  const sheet = sheetOf({ ...drawing, detail: origin }, plot.name, host, provenance);
  if (kind === 'svg') return new Blob([(await withFonts(sheet.text)).svg], { type: TYPES.svg });
  const texts = provenance && { Description: provenance.caption.join(' '), Comment: JSON.stringify(provenance.data) };
  return pngOf(sheet, { Title: plot.name, Software: 'Negative Space', ...texts });
}

/** Makes the file and hands it to the browser as a download. */
export async function savePlot(kind: Kind, plot: ExportedPlot, origin: Origin, host: Element, provenance?: Provenance): Promise<void> {
  const address = URL.createObjectURL(await contentOf(kind, plot, origin, host, provenance));
  Object.assign(document.createElement('a'), { href: address, download: exportName({ plot: plot.name, ...origin }, kind) }).click();
  // The browser has taken hold of it by then.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
