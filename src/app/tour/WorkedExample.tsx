import { gradientShareInShort } from '../../plots';
import { overlapOf } from '../../state/views/selection';
import { useAnchor, useAnchorViews, useNames, useRankings } from '../../state/views/useSelection';
import { Thumbnail } from '../../plots';
import { useLab } from '../../state/LabProvider';

/** Negatives named of each run. */
const NAMED = 2;
/** Of so many nearest, how many two runs share. */
const COMPARED = 6;

/** The anchor on show, to whom each run gives its gradient, and how far two of them agree: in numbers of this page, at this moment. */
export function WorkedExample() {
  const rankings = useRankings();
  const views = useAnchorViews(rankings);
  const anchor = useAnchor();
  const { classOf } = useNames();
  const images = useLab((lab) => lab.thumbnails);
  const rows = useLab((lab) => lab.evaluation?.rows);
  const shown = rankings.flatMap((ranking, i) => {
    const view = views[i];
    return view && view.negatives.length > 0 ? [{ ranking, view }] : [];
  });
  const [first, second] = shown;
  if (!first) return null;
  const shared = second && overlapOf(first.view, second.view, COMPARED);
  return (
    <div className="tour-example">
      <p>
        <Thumbnail images={images} row={rows?.[anchor] ?? 0} side={28} /> This <b>{classOf(anchor)}</b> is pulled to its own kind, and
        pushed away from others. Who gets most of that push:
      </p>
      <ul>
        {shown.slice(0, 3).map(({ ranking, view }) => (
          <li key={ranking.id} data-geometry={ranking.geometry}>
            <b>{ranking.other ? `${ranking.geometry} distance` : ranking.name}</b>{' '}
            {Array.from(view.negatives.subarray(0, NAMED), (index, place) => {
              const p = view.weights?.[place];
              return `${classOf(index)}${p === undefined ? '' : ` ${gradientShareInShort(p)}`}`;
            }).join(', ')}
          </li>
        ))}
      </ul>
      {shared && second && (
        <p>
          Of the {shared.of} nearest, {first.ranking.name} and {second.ranking.other ? 'the other distance' : second.ranking.name} share{' '}
          {shared.shared}.
        </p>
      )}
    </div>
  );
}
