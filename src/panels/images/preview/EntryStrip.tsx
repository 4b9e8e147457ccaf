import { useEffect, useMemo, useRef } from 'react';
import { useTheme } from '../../../plots/useTheme';
import type { ThumbnailQueue } from './thumbnailQueue';

const GAP = 3;

/** Entries of a preview side by side on one canvas. Decorative: whoever shows it names it. */
export function EntryStrip({ queue, entries: given, side }: { queue: ThumbnailQueue; entries: readonly number[]; side: number }) {
  // The same entries in another array are no reason to draw again.
  const key = given.join(' ');
  const entries = useMemo(() => key.split(' ').map(Number), [key]);
  const canvas = useRef<HTMLCanvasElement>(null);
  const theme = useTheme();
  const width = entries.length * (side + GAP) - GAP;
  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext('2d');
    if (!element || !context) return;
    const paint = () => {
      const density = window.devicePixelRatio || 1;
      const style = getComputedStyle(element);
      element.width = Math.max(1, Math.round(width * density));
      element.height = Math.round(side * density);
      context.scale(density, density);
      context.imageSmoothingQuality = 'medium';
      // Every one is asked for: what is not there yet is wanted.
      const pictures = entries.map((entry) => queue.get(entry));
      pictures.forEach((picture, i) => {
        const x = i * (side + GAP);
        if (picture) drawWhole(context, picture, x, side);
        else drawMissing(context, x, side, picture === null, style);
      });
      return pictures.every((picture) => picture !== undefined);
    };
    let complete = paint();
    // Repainted later too: what was let go for others may be wanted again.
    return queue.onChange(() => {
      if (!complete) complete = paint();
    });
  }, [queue, entries, side, width, theme]);
  return <canvas ref={canvas} className="images-entry-strip" style={{ width, height: side }} aria-hidden="true" />;
}

/** The picture as large as it fits, on its white ground. */
function drawWhole(context: CanvasRenderingContext2D, picture: ImageBitmap, x: number, side: number): void {
  context.fillStyle = '#ffffff';
  context.fillRect(x, 0, side, side);
  const scale = Math.min(side / picture.width, side / picture.height);
  const [width, height] = [picture.width * scale, picture.height * scale];
  context.drawImage(picture, x + (side - width) / 2, (side - height) / 2, width, height);
}

function drawMissing(context: CanvasRenderingContext2D, x: number, side: number, broken: boolean, style: CSSStyleDeclaration): void {
  context.fillStyle = style.getPropertyValue('--inset');
  context.fillRect(x, 0, side, side);
  if (!broken) return;
  context.strokeStyle = style.getPropertyValue('--problem');
  context.lineWidth = 1.5;
  context.beginPath();
  const inset = side * 0.32;
  context.moveTo(x + inset, inset);
  context.lineTo(x + side - inset, side - inset);
  context.moveTo(x + side - inset, inset);
  context.lineTo(x + inset, side - inset);
  context.stroke();
}
