import { Name } from '../../../controls';
import { Thumbnail } from '../../../plots';
import { useLab } from '../../../state/LabProvider';
import { guestIsAnchor, imageRow } from '../../../state/views/guest/guest';
import { useNames, usePainter } from '../../../state/views/useSelection';
import type { RowStop } from './rowKeys';

/** How many positives are shown before the rest is counted. */
export const SHOWN_POSITIVES = 2;

export type RelativeKind = 'anchor' | 'positive' | 'guest' | 'nearest class';

/** One of them, to be made the anchor. */
export function Image({ index, side, kind, stop }: { index: number; side: number; kind: RelativeKind; stop?: RowStop }) {
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
      {...stop}
    >
      <Thumbnail images={images} row={row} side={side} />
    </button>
  );
}

/** The anchor and, nearest first, its positives: in one line, or without the anchor and one over the other where it stands once for all. */
export function Relatives({
  anchor,
  positives,
  side,
  once,
  stopAt,
}: {
  anchor: number;
  positives: ArrayLike<number>;
  side: number;
  once: boolean;
  stopAt: (key: string) => RowStop;
}) {
  const { classOf } = useNames();
  const guest = useLab(guestIsAnchor);
  const shown = Array.from(positives).slice(0, SHOWN_POSITIVES);
  const more = positives.length - shown.length;
  return (
    <div className="negatives-relatives">
      {!once && (
        <div className="negatives-relative-column" style={{ width: side + 4 }}>
          <Image index={anchor} side={side} kind={guest ? 'guest' : 'anchor'} stop={stopAt('anchor')} />
          <span className="negatives-tile-name" style={{ maxWidth: side + 20 }}>
            <Name>{classOf(anchor)}</Name>
          </span>
        </div>
      )}
      <div className="negatives-relative-positives">
        {shown.map((index) => (
          <Image key={index} index={index} side={side} kind={guest ? 'nearest class' : 'positive'} stop={stopAt(`positive ${index}`)} />
        ))}
        {!once && (
          <span className="negatives-relative-more">
            {positives.length === 0 ? 'no positive' : more > 0 ? `+${more}` : ''}
            {more > 0 && <span className="visually-hidden"> more positives</span>}
          </span>
        )}
      </div>
    </div>
  );
}
