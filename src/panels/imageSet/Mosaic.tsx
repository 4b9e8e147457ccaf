import { useEffect, useMemo, useRef } from 'react';
import { useSize } from '../../plots/useSize';
import { useTheme } from '../../plots/useTheme';
import type { ThumbnailSource } from '../../state/lab.types';
import { mosaicRows } from './mosaicRows';

const COLUMNS = 8;
const GAP = 2;

/** As many images of the set as fit, each of another class. Decorative: the panel says in words what the set holds. */
export function Mosaic({ thumbnails, labels }: { thumbnails: ThumbnailSource; labels: Int32Array }) {
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const size = useSize(frame);
  const theme = useTheme();
  const side = size ? (size.width + GAP) / COLUMNS - GAP : 0;
  const lines = size && side > 0 ? Math.max(1, Math.floor((size.height + GAP) / (side + GAP))) : 0;
  const rows = useMemo(() => mosaicRows(labels, lines * COLUMNS), [labels, lines]);

  useEffect(() => {
    const element = canvas.current;
    if (!element || lines === 0 || !size) return;
    const density = window.devicePixelRatio || 1;
    element.width = Math.round(size.width * density);
    element.height = Math.round((lines * (side + GAP) - GAP) * density);
    const context = element.getContext('2d');
    if (!context) return;
    const paint = () => {
      context.clearRect(0, 0, element.width, element.height);
      let complete = true;
      rows.forEach((row, i) => {
        const x = (i % COLUMNS) * (side + GAP) * density;
        const y = Math.floor(i / COLUMNS) * (side + GAP) * density;
        complete = thumbnails.draw(context, row, x, y, side * density) && complete;
      });
      return complete;
    };
    if (paint()) return;
    let frameAsked = 0;
    const stop = thumbnails.onChange(() => {
      cancelAnimationFrame(frameAsked);
      frameAsked = requestAnimationFrame(() => paint() && stop());
    });
    return () => {
      cancelAnimationFrame(frameAsked);
      stop();
    };
  }, [thumbnails, rows, side, lines, size, theme]);

  return (
    <div ref={frame} className="mosaic" aria-hidden="true">
      <canvas ref={canvas} style={size && { width: size.width, height: Math.max(0, lines * (side + GAP) - GAP) }} />
    </div>
  );
}
