import { useEffect, useRef } from 'react';
import { context2d } from './context';
import type { ImagePainter } from './images';
import { inFrame } from './scatter/painting/frames';

/** One image of the set on its white ground, sharp on dense screens. Decorative: whoever shows it names it. */
export function Thumbnail({ images, row, side }: { images: ImagePainter | undefined; row: number; side: number }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const element = canvas.current;
    if (!element || !images) return;
    const paint = () => {
      const density = window.devicePixelRatio || 1;
      const pixels = Math.round(side * density);
      if (element.width !== pixels) element.width = element.height = pixels;
      const context = context2d(element);
      if (!context) return;
      context.clearRect(0, 0, pixels, pixels);
      return images.draw(context, row, 0, 0, pixels);
    };
    // Many are made at once: they are painted as the frames have room for them.
    let stop: (() => void) | undefined;
    const callOff = inFrame(() => {
      if (paint()) return;
      stop = images.onChange(() => {
        if (paint()) stop?.();
      });
    });
    return () => {
      callOff();
      stop?.();
    };
  }, [images, row, side]);
  return <canvas ref={canvas} className="thumbnail" style={{ width: side, height: side }} aria-hidden="true" />;
}
