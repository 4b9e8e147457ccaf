import { Thumbnail } from '../../plots';
import { useLab } from '../../state/LabProvider';
import { guestIsAnchor, imageRow } from '../../state/views/guest';
import { useNames, usePainter } from '../../state/views/useSelection';

/** How many positives are shown before the rest is counted. */
export const SHOWN_POSITIVES = 2;

function Image({ index, side, kind }: { index: number; side: number; kind: 'anchor' | 'positive' | 'guest' | 'nearest class' }) {
  const images = usePainter();
  const row = useLab((lab) => imageRow(lab, index));
  const lit = useLab((lab) => lab.hovered === index);
  const hover = useLab((lab) => lab.hover);
  const select = useLab((lab) => lab.selectAnchor);
  const { classOf } = useNames();
  const label = `${kind}: ${classOf(index)}`;
  return (
    <button
      type="button"
      className={`negatives-relative negatives-relative-${kind === 'guest' || kind === 'anchor' ? 'anchor' : 'positive'}`}
      data-guest={kind === 'guest' || kind === 'nearest class' || undefined}
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
  const guest = useLab(guestIsAnchor);
  const shown = Array.from(positives).slice(0, SHOWN_POSITIVES);
  const more = positives.length - shown.length;
  return (
    <div className="negatives-relatives">
      <div className="negatives-relative-column" style={{ width: side + 4 }}>
        <Image index={anchor} side={side} kind={guest ? 'guest' : 'anchor'} />
        <span className="negatives-tile-name" style={{ maxWidth: side + 20 }}>
          {classOf(anchor)}
        </span>
      </div>
      <div className="negatives-relative-positives">
        {shown.map((index) => (
          <Image key={index} index={index} side={side} kind={guest ? 'nearest class' : 'positive'} />
        ))}
        <span className="negatives-relative-more">
          {positives.length === 0 ? 'no positive' : more > 0 ? `+${more}` : ''}
          {more > 0 && <span className="visually-hidden"> more positives</span>}
        </span>
      </div>
    </div>
  );
}
