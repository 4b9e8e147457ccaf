import { memo, useId } from 'react';
import type { HeadConfig } from '../../../core/configuration/schema';
import { Name, NamedSelect } from '../../../controls';
import { fixed, integer } from '../../../plots';
import { Gloss } from '../../help';
import { useLab } from '../../../state/LabProvider';
import { guestIsAnchor } from '../../../state/views/guest/guest';
import { measureOf, rankIn, type AnchorView, type Overlap, type Ranking } from '../../../state/views/selection';
import { useAnchor, useNames } from '../../../state/views/useSelection';
import { sayChange, sayWhatIf } from '../../weights/curves';
import { CAPTION, type RowsLayout } from './packing';
import { Relatives, SHOWN_POSITIVES } from './Relatives';
import { useRowKeys } from './rowKeys';
import { Tile } from './Tile';

export interface NegativeRowProps {
  ranking: Ranking;
  view: AnchorView;
  /** The head that p(x⁻), distances and order are supposed under; undefined: the one in force. */
  wanted?: HeadConfig;
  /** The ranking it is compared with; undefined where there is no other. */
  comparison?: Ranking;
  overlap?: Overlap;
  /** Rank correlation of all negatives with those of the comparison, Kendall's τ_b. */
  correlation?: number;
  /** The same geometry with another seed, and what this row shares with it; undefined where there is no such run. */
  control?: { name: string; overlap: Overlap };
  others: readonly Ranking[];
  compareWith: (ranking: string, other: string) => void;
  k: number;
  layout: RowsLayout;
  /** Largest p(x⁻) of all rows: the full length of a bar, so that bars can be compared across rows. */
  largest: number;
}

/** Where the hovered image stands in this row; while none is, what the row shares with its control. The lines keep their height. */
function RowNote({ view, control }: Pick<NegativeRowProps, 'view' | 'control'>) {
  const hovered = useLab((lab) => lab.hovered);
  const anchor = useAnchor();
  const { classOf } = useNames();
  if (hovered === undefined || hovered === anchor) {
    if (!control) return <p className="negatives-row-rank">&nbsp;</p>;
    const { shared, of } = control.overlap;
    return (
      <p className="negatives-row-control" title={`What ${control.name} shares with this row: how much another seed alone changes`}>
        <span className="negatives-row-more">same geometry, </span>other seed: <b>{shared}</b> of {of}
      </p>
    );
  }
  const rank = rankIn(view, hovered);
  return (
    <p className="negatives-row-rank" data-shown>
      {rank === undefined ? 'a positive' : `rank ${integer(rank)} · ${classOf(hovered)}`}
    </p>
  );
}

/** The anchor, its positives and its hard negatives in one run. */
export const NegativeRow = memo(function NegativeRow({
  ranking,
  view,
  wanted,
  comparison,
  overlap,
  correlation,
  control,
  others,
  compareWith,
  k,
  layout: { packing, relative, anchorOnce, row },
  largest,
}: NegativeRowProps) {
  const anchor = useAnchor();
  const { classOf } = useNames();
  const select = useId();
  const guest = useLab(guestIsAnchor);
  const negatives = view.negatives.subarray(0, k);
  const keys = [
    ...(anchorOnce ? [] : ['anchor']),
    ...Array.from(view.positives.slice(0, SHOWN_POSITIVES), (index) => `positive ${index}`),
    ...Array.from(negatives, (index) => `negative ${index}`),
  ];
  const { current, stopAt, handlers } = useRowKeys(keys, negatives.length > 0 ? `negative ${negatives[0]}` : keys[0]);
  return (
    // The keys are those of the images in it, which are buttons.

    <section
      className="negatives-row"
      data-geometry={ranking.geometry}
      data-what-if={wanted ? true : undefined}
      data-guest={guest || undefined}
      aria-label={`Hard negatives – ${ranking.name}`}
      style={{ height: row }}
      {...handlers}
    >
      <div className="negatives-row-head">
        <h3 className="negatives-row-name" data-other={ranking.other || undefined} title={ranking.name}>
          <Name kept={7}>{ranking.other ? `${ranking.geometry} distance` : ranking.name}</Name>
        </h3>
        {wanted && (
          <p className="negatives-row-what-if" title={sayWhatIf(ranking.head, wanted)}>
            <Gloss term="what if" /> <Name kept={6}>{sayChange(ranking.head, wanted)}</Name>
          </p>
        )}
        {overlap && comparison && (
          <p
            className="negatives-row-overlap"
            title={
              correlation === undefined ? undefined : `Rank correlation of all negatives with ${comparison.name}: ${fixed(correlation, 2)}`
            }
          >
            <Gloss term="shares" /> <b>{overlap.shared}</b> of {overlap.of} with
          </p>
        )}
        {comparison && (
          <>
            <label className="visually-hidden" htmlFor={select}>
              Compare {ranking.name} with
            </label>
            <span className="negatives-row-comparison" title={`Red: absent from the top ${k} of ${comparison.name}`}>
              <span className="negatives-absent" aria-hidden="true">
                ∉
              </span>
              <NamedSelect
                id={select}
                shown={comparison.other ? `${comparison.geometry} distance` : comparison.name}
                className="select control-low negatives-row-compare"
                data-geometry={comparison.geometry}
                value={comparison.id}
                onChange={(event) => compareWith(ranking.id, event.target.value)}
              >
                {others.map(({ id, name, other, geometry }) => (
                  <option key={id} value={id}>
                    {other ? `${geometry} distance` : name}
                  </option>
                ))}
              </NamedSelect>
            </span>
          </>
        )}
        {correlation !== undefined && comparison && (
          <p className="negatives-row-correlation" title={`Of all negatives of this anchor, with ${comparison.name}`}>
            <Gloss term="rank correlation" /> <b>{fixed(correlation, 2)}</b>
          </p>
        )}
        {guest && view.positives.length > 0 && (
          <p className="negatives-row-guest">
            <Gloss term="nearest class">nearest</Gloss>
            <b title={classOf(view.positives[0] ?? -1)}>
              <Name>{classOf(view.positives[0] ?? -1)}</Name>
            </b>
          </p>
        )}
        <RowNote view={view} control={control} />
      </div>
      <Relatives anchor={anchor} positives={view.positives} side={relative} once={anchorOnce} stopAt={stopAt} />
      <div
        className="negatives-row-tiles"
        style={{
          gridTemplateColumns: `repeat(${packing.perLine}, ${packing.tile}px)`,
          minHeight: row === undefined ? packing.side + CAPTION : undefined,
        }}
      >
        {Array.from(negatives, (index, place) => {
          const p = view.weights?.[place];
          return (
            <Tile
              key={index}
              index={index}
              rank={place + 1}
              distance={view.distances[place] ?? NaN}
              measure={measureOf(ranking.geometry)}
              p={p}
              share={largest > 0 ? (p ?? 0) / largest : 0}
              absentFrom={overlap?.absent.has(index) ? comparison?.name : undefined}
              k={k}
              name={classOf(index)}
              side={packing.side}
              width={packing.tile}
              named={packing.named}
              tabbed={current === `negative ${index}`}
            />
          );
        })}
      </div>
    </section>
  );
});
