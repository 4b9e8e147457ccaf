import { useRef } from 'react';
import { Name } from '../../controls';
import { Thumbnail, useSize, type ScatterScene } from '../../plots';

/** Thumbnails are as large as the corner beside the disk allows: in a panel as high as it is wide it holds less. */
const SIDE = { least: 20, most: 96, share: 0.09, wide: 0.13 };
const WIDE = 1.15;

/** Side of the thumbnail in the corner of a panel, pixels. */
export function readoutSide(width: number, height: number): number {
  const shape = Math.max(width, height) / Math.max(1, Math.min(width, height));
  return Math.round(Math.max(SIDE.least, Math.min(SIDE.most, (shape > WIDE ? SIDE.wide : SIDE.share) * Math.min(width, height))));
}

/**
 * The hovered image, and what is said of it: in a corner of the panel, in the place of its figures, where it covers nothing of the disk
 * it belongs to. It is for the eye; what the keys reach is said by the plot.
 */
export function Readout({ scene }: { scene: ScatterScene }) {
  const box = useRef<HTMLDivElement>(null);
  const panel = useSize(box);
  const { hovered, n, images, rows, describe } = scene;
  const shown = hovered !== undefined && hovered < n;
  const [name = '', ...more] = shown ? describe(hovered) : [];
  return (
    <div ref={box} className="disk-readout" data-shown={shown || undefined} aria-hidden="true">
      {shown && (
        <div className="disk-readout-card">
          <Thumbnail images={images} row={rows[hovered] ?? 0} side={readoutSide(panel?.width ?? 0, panel?.height ?? 0)} />
          {/* The shortest first: the corner is widest at its foot. */}
          {more.reverse().map((line, i) => (
            <span key={line} data-less={i > 0 || undefined}>
              {line}
            </span>
          ))}
          <span data-name>
            <Name>{name}</Name>
          </span>
        </div>
      )}
    </div>
  );
}
