import { useRef } from 'react';
import { Thumbnail, useSize, type ScatterScene } from '../../plots';

/** Thumbnails are as large as the corner beside the disk allows, within reason. */
const SIDE = { least: 26, most: 96, share: 0.125 };

/**
 * The hovered image, and what is said of it: in a corner of the panel, in the place of its figures, where it covers nothing of the disk
 * it belongs to. It is for the eye; what the keys reach is said by the plot.
 */
export function Readout({ scene }: { scene: ScatterScene }) {
  const box = useRef<HTMLDivElement>(null);
  const panel = useSize(box);
  const { hovered, n, images, rows, describe } = scene;
  const shown = hovered !== undefined && hovered < n;
  const side = Math.round(Math.max(SIDE.least, Math.min(SIDE.most, SIDE.share * Math.min(panel?.width ?? 0, panel?.height ?? 0))));
  return (
    <div ref={box} className="disk-readout" data-shown={shown || undefined} aria-hidden="true">
      {shown && (
        <div className="disk-readout-card">
          <Thumbnail images={images} row={rows[hovered] ?? 0} side={side} />
          {[...describe(hovered)].reverse().map((line, i, all) => (
            <span key={line} data-name={i === all.length - 1 || undefined}>
              {line}
            </span>
          ))}
        </div>
      )}
    </div>
  );
}
