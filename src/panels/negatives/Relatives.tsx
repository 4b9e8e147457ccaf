import { Thumbnail } from '../../plots';
import { useLab } from '../../state/LabProvider';
import { useNames } from '../../state/views/useSelection';

/** How many positives are shown before the rest is counted. */
export const SHOWN_POSITIVES = 2;

function Image({ index, side, kind }: { index: number; side: number; kind: 'anchor' | 'positive' }) {
  const images = useLab((lab) => lab.thumbnails);
  const row = useLab((lab) => lab.evaluation?.rows[index] ?? 0);
  const lit = useLab((lab) => lab.hovered === index);
  const hover = useLab((lab) => lab.hover);
  const select = useLab((lab) => lab.selectAnchor);
  const { classOf } = useNames();
  const label = `${kind}: ${classOf(index)}`;
  return (
    <button
      type="button"
      className={`negatives-relative negatives-relative-${kind}`}
      data-lit={lit || undefined}
      aria-label={label}
      title={label}
      onPointerEnter={() => hover(index)}
      onPointerLeave={() => hover(undefined)}
      onFocus={() => hover(index)}
      onBlur={() => hover(undefined)}
      onClick={() => select(index)}
    >
      <Thumbnail images={images} row={row} side={side} />
    </button>
  );
}

/** The anchor and, nearest first, its positives. */
export function Relatives({ anchor, positives, side }: { anchor: number; positives: ArrayLike<number>; side: number }) {
  const { classOf } = useNames();
  const shown = Array.from(positives).slice(0, SHOWN_POSITIVES);
  const more = positives.length - shown.length;
  return (
    <div className="negatives-relatives">
      <div className="negatives-relative-column" style={{ width: side + 4 }}>
        <Image index={anchor} side={side} kind="anchor" />
        <span className="negatives-tile-name" style={{ maxWidth: side + 20 }}>
          {classOf(anchor)}
        </span>
      </div>
      <div className="negatives-relative-positives">
        {shown.map((index) => (
          <Image key={index} index={index} side={side} kind="positive" />
        ))}
        <span className="negatives-relative-more">
          {positives.length === 0 ? 'no positive' : more > 0 ? `+${more}` : ''}
          {more > 0 && <span className="visually-hidden"> more positives</span>}
        </span>
      </div>
    </div>
  );
}
