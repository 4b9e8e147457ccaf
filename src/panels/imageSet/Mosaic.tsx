import { useEffect, useMemo, useRef } from 'react';
import { context2d } from '../../plots/context';
import { useSize, type Size } from '../../plots/useSize';
import { useTheme } from '../../plots/useTheme';
import type { ThumbnailSource } from '../../state/lab.types';
import { mosaicRows } from './mosaicRows';

const GAP = 2;
const COLUMNS = [7, 8, 9, 10];

/** The number of columns that leaves least of the height empty. */
function arrange(size: Size | undefined): { columns: number; lines: number; side: number } {
  if (!size || size.width === 0) return { columns: 0, lines: 0, side: 0 };
  const candidates = COLUMNS.map((columns) => {
    const side = (size.width + GAP) / columns - GAP;
    const lines = Math.floor((size.height + GAP) / (side + GAP));
    return { columns, lines, side, covered: lines * (side + GAP) };
  });
  return candidates.reduce((best, candidate) => (candidate.covered > best.covered ? candidate : best));
}

/** As many images of the set as fit, each of another class. Decorative: the panel says in words what the set holds. */
export function Mosaic({ thumbnails, labels }: { thumbnails: ThumbnailSource; labels: Int32Array }) {
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const size = useSize(frame);
  const theme = useTheme();
  const { columns, lines, side } = useMemo(() => arrange(size), [size]);
  const rows = useMemo(() => mosaicRows(labels, lines * columns), [labels, lines, columns]);

  useEffect(() => {
    const element = canvas.current;
    if (!element || lines === 0 || !size) return;
    const density = window.devicePixelRatio || 1;
    element.width = Math.round(size.width * density);
    element.height = Math.round((lines * (side + GAP) - GAP) * density);
    const context = context2d(element);
    if (!context) return;
    const paint = () => {
      context.clearRect(0, 0, element.width, element.height);
      let complete = true;
      rows.forEach((row, i) => {
        const x = (i % columns) * (side + GAP) * density;
        const y = Math.floor(i / columns) * (side + GAP) * density;
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
  }, [thumbnails, rows, columns, side, lines, size, theme]);

  return (
    <div ref={frame} className="image-set-mosaic" aria-hidden="true">
      <canvas ref={canvas} style={size && { width: size.width, height: Math.max(0, lines * (side + GAP) - GAP) }} />
    </div>
  );
}
