/** What a panel tells of a plot that can be exported: made only when it is asked for. */
import type { Table } from './csv';
import type { Drawing } from './sheet';

export interface ExportedPlot {
  /** `Loss against step`. */
  name: string;
  /** Parts of the file’s name. */
  file: { plot: string; run?: string; step?: number };
  /** @param host the panel */
  drawing: (host: Element) => Drawing | Promise<Drawing>;
  table: () => Table | Promise<Table>;
}

/** The plot in a panel that tells assistive technology a name beginning so. */
export function plotNamed(host: Element, name: string): SVGSVGElement {
  const found = [...host.querySelectorAll<SVGSVGElement>('svg[role="img"]')].find((svg) =>
    svg.getAttribute('aria-label')?.startsWith(name),
  );
  if (!found) throw new Error(`“${name}” is not on the page at the moment.`);
  return found;
}
