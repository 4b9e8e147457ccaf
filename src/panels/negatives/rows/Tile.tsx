import { memo } from 'react';
import { Name } from '../../../controls';
import { Thumbnail, fixed, gradientShare, gradientShareInShort, ordinal } from '../../../plots';
import { useLab } from '../../../state/LabProvider';
import { ROOM_FOR_SHARE } from './packing';

export interface TileProps {
  index: number;
  /** 1 = nearest. */
  rank: number;
  distance: number;
  /** What `distance` is called: the fused order has no distance, only a score. */
  measure: 'distance' | 'score';
  /** p(x⁻); undefined where it is not defined. */
  p?: number;
  /** Of the largest p of all rows: length of the bar. */
  share: number;
  /** Name of the run from whose top k this negative is absent. */
  absentFrom?: string;
  k: number;
  name: string;
  side: number;
  width: number;
  named: boolean;
  /** Tab reaches it; the others of its row are reached by arrow keys. */
  tabbed: boolean;
}

/** A shorter bar is no bar: it would say that there is something where there is next to nothing. */
const LEAST_BAR = 0.01;

/** One hard negative: image, class, distance, share of the gradient, and a red box where the other run does not list it. */
export const Tile = memo(function Tile({
  index,
  rank,
  distance,
  measure,
  p,
  share,
  absentFrom,
  k,
  name,
  side,
  width,
  named,
  tabbed,
}: TileProps) {
  const images = useLab((lab) => lab.thumbnails);
  const row = useLab((lab) => lab.evaluation?.rows[index] ?? 0);
  const lit = useLab((lab) => lab.hovered === index);
  const chosen = useLab((lab) => lab.selected?.has(index) ?? false);
  const hover = useLab((lab) => lab.hover);
  const select = useLab((lab) => lab.selectAnchor);
  const absent = absentFrom === undefined ? '' : `, absent from ${absentFrom}'s top ${k}`;
  const label = `${name}, ${ordinal(rank)} negative, ${measure} ${fixed(distance, 2)}${p === undefined ? '' : `, p ${gradientShare(p)}`}${absent}${chosen ? ', selected' : ''}`;
  return (
    <button
      type="button"
      className="negatives-tile"
      data-absent={absentFrom !== undefined || undefined}
      data-lit={lit || undefined}
      data-chosen={chosen || undefined}
      data-index={index}
      data-stop={`negative ${index}`}
      tabIndex={tabbed ? 0 : -1}
      data-small={!named || undefined}
      style={{ width }}
      aria-label={label}
      title={label}
      onPointerEnter={() => hover(index)}
      onPointerLeave={() => hover(undefined)}
      onFocus={() => hover(index)}
      onBlur={() => hover(undefined)}
      onClick={() => select(index)}
    >
      <span className="negatives-tile-image" style={{ width: side, height: side }}>
        <Thumbnail images={images} row={row} side={side} />
        {absentFrom !== undefined && (
          <span className="negatives-tile-mark" aria-hidden="true">
            ∉
          </span>
        )}
      </span>
      {named && (
        <span className="negatives-tile-name">
          <Name>{name}</Name>
        </span>
      )}
      <span className="negatives-tile-distance">
        {fixed(distance, Math.abs(distance) >= 10 ? 1 : 2)}
        {p !== undefined && width >= ROOM_FOR_SHARE && <span className="negatives-tile-share">{gradientShareInShort(p)}</span>}
      </span>
      <span className="negatives-tile-bar" style={{ width: side }}>
        {share >= LEAST_BAR && <span style={{ width: `${share * 100}%` }} />}
      </span>
    </button>
  );
});
