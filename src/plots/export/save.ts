/** From plots to files. Loaded when something is exported first. */
import { csvText } from '../../core/formats/separated';
import type { ExportedPlot } from './exported';
import { exportName } from './fileName';
import { pngOf } from './png';
import { sheetOf } from './sheet';

export type Kind = 'svg' | 'png' | 'csv';

/** Where the data come from: said in the picture and in the name of the file. */
export interface Origin {
  run?: string;
  step?: number;
  /** Part of the image set that was measured: `validation`. */
  part?: string;
}

const TYPES: Record<Kind, string> = { svg: 'image/svg+xml', png: 'image/png', csv: 'text/csv;charset=utf-8' };

async function contentOf(kind: Kind, plot: ExportedPlot, { run, step, part }: Origin, host: Element): Promise<Blob> {
  if (kind === 'csv') return new Blob([csvText(await plot.table())], { type: TYPES.csv });
  const { detail, ...drawing } = await plot.drawing();
  const origin = [run, step === undefined ? undefined : `step ${step}`, part && `${part} images`, detail].filter(Boolean).join(' · ');
  const sheet = sheetOf({ ...drawing, detail: origin }, plot.name, host);
  return kind === 'png' ? pngOf(sheet) : new Blob([sheet.text], { type: TYPES.svg });
}

/** Makes the file and hands it to the browser as a download. */
export async function savePlot(kind: Kind, plot: ExportedPlot, origin: Origin, host: Element): Promise<void> {
  const address = URL.createObjectURL(await contentOf(kind, plot, origin, host));
  Object.assign(document.createElement('a'), { href: address, download: exportName({ plot: plot.name, ...origin }, kind) }).click();
  // The browser has taken hold of it by then.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
