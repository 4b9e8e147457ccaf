/** The elements a scatter plot lays over one another in its host; none of them is for assistive technology, which reads the host. */
import { context2d } from '../../context';
import type { Layer } from './marks';
import type { Frame } from './paint';

export function svgLayer(host: HTMLElement): Layer {
  const element = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  element.setAttribute('aria-hidden', 'true');
  const layer = document.createElementNS('http://www.w3.org/2000/svg', 'g');
  element.append(layer);
  host.append(element);
  return layer;
}

export function canvasLayer(host: HTMLElement): HTMLCanvasElement {
  const element = document.createElement('canvas');
  element.setAttribute('aria-hidden', 'true');
  host.append(element);
  return element;
}

/** The context of a canvas that fills the frame, sharp on dense screens; its unit is the CSS pixel. */
export function contextOf(canvas: HTMLCanvasElement, { width, height, density }: Frame): CanvasRenderingContext2D | null {
  const [columns, rows] = [Math.round(width * density), Math.round(height * density)];
  if (canvas.width !== columns || canvas.height !== rows) {
    canvas.width = columns;
    canvas.height = rows;
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
  }
  const context = context2d(canvas);
  context?.setTransform(density, 0, 0, density, 0, 0);
  return context;
}
