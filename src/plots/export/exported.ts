/** What a plot tells of itself for export, and how the menu of its panel finds it. */
import { useEffect, useRef, type RefObject } from 'react';
import type { Table } from '../../core/formats/separated';
import type { Drawing } from './sheet';

export interface ExportedPlot {
  /** `Loss against step`: title of the picture, entry of the menu, part of the file’s name. */
  name: string;
  /** Made when asked for; whatever is not on the page by then is an error that says so. Absent: a table alone. */
  drawing?: () => Drawing | Promise<Drawing>;
  table: () => Table | Promise<Table>;
}

/** On the element of every plot that can be exported. */
export const PLOT_ATTRIBUTE = 'data-plot';

const exporters = new WeakMap<Element, () => ExportedPlot>();

/** Lets the plot in `element` be exported from the menu of the panel around it. Nothing is made before somebody asks. */
export function useExported(element: RefObject<Element | null>, plot: ExportedPlot): void {
  const latest = useRef(plot);
  useEffect(() => {
    latest.current = plot;
    const at = element.current;
    // The element may come later than the component, and leaves with it.
    if (!at || exporters.has(at)) return;
    exporters.set(at, () => latest.current);
    at.setAttribute(PLOT_ATTRIBUTE, '');
  });
}

/** The plots in an element and the element itself, in their order on the page. */
export function plotsIn(host: Element): ExportedPlot[] {
  const elements = [host, ...host.querySelectorAll(`[${PLOT_ATTRIBUTE}]`)];
  return elements.flatMap((element) => exporters.get(element)?.() ?? []);
}

/** The drawing inside a plot’s element. */
export function svgIn(element: Element | null): SVGSVGElement {
  const svg = element instanceof SVGSVGElement ? element : element?.querySelector('svg');
  if (!svg) throw new Error('This plot is not on the page at the moment.');
  return svg;
}
