import { useEffect, useRef } from 'react';
import type { KeptRun } from '../../../core/record/kept';
import { context2d } from '../../../plots/context';
import { GROUP_COLOURS } from '../../../plots/groups';

/** The disk, or the front of the sphere, of a run's last snapshot, each class in one of a few colours. Decorative. */
export function DiskThumbnail({ run, side }: { run: Pick<KeptRun, 'thumbnail' | 'geometry'>; side: number }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { thumbnail, geometry } = run;
  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    const density = window.devicePixelRatio || 1;
    const pixels = Math.round(side * density);
    element.width = element.height = pixels;
    const context = context2d(element);
    if (!context || !thumbnail) return;
    const { points, classes } = thumbnail;
    // On the disk most embeddings lie near the middle: what there is fills the picture, as it does in Train.
    const farthest = points.reduce((most, _, i) => (i % 2 ? most : Math.max(most, Math.hypot(points[i]!, points[i + 1]!))), 0);
    const radius = (pixels / 2 - 2 * density) / (geometry === 'spherical' ? 1 : Math.max(farthest, 1e-3));
    const dot = 1.4 * density;
    for (let i = 0; i < classes.length; i++) {
      context.fillStyle = GROUP_COLOURS[classes[i]! % GROUP_COLOURS.length]!;
      context.fillRect(pixels / 2 + points[2 * i]! * radius - dot / 2, pixels / 2 - points[2 * i + 1]! * radius - dot / 2, dot, dot);
    }
  }, [thumbnail, geometry, side]);
  return (
    <canvas
      ref={canvas}
      className="kept-disk"
      data-geometry={geometry}
      data-empty={thumbnail === undefined || undefined}
      style={{ width: side, height: side }}
      aria-hidden="true"
    />
  );
}
