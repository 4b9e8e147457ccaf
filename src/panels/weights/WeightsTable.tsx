import { fixed } from '../../plots';
import { usePartWords } from '../../state/views/parts';
import type { WeightsRow } from './curves';
import type { Row, Source } from './useShown';

export const sayEffective = (value: number) => fixed(value, value < 100 ? 1 : 0);
const sayShare = (value: number) => fixed(value * 100, 1);

interface Column {
  key: keyof WeightsRow;
  head: string;
  title: string;
  say: (value: number) => string;
}

const SHARES: Column[] = [
  { key: 'top1', head: 'top 1', title: 'Sum of p(x⁻) over the nearest negative, per cent', say: sayShare },
  { key: 'top6', head: 'top 6', title: 'Sum of p(x⁻) over the six nearest negatives, per cent', say: sayShare },
  { key: 'top24', head: 'top 24', title: 'Sum of p(x⁻) over the 24 nearest negatives, per cent', say: sayShare },
  {
    key: 'falseNeighbours',
    head: 'false',
    title:
      'Weight on false neighbours, per cent: the sum of p(x⁻) over the negatives that are nearer than the nearest positive, because of which Recall@1 fails; 0 where it succeeds. Over many anchors their mean',
    say: sayShare,
  },
];
const EFFECTIVE: Column = {
  key: 'effective',
  head: 'eff. neg.',
  title: 'Effective number of negatives: exp of the entropy of p(x⁻)/Σp, as many equally weighted negatives would be as spread out',
  say: sayEffective,
};

const CAPTIONS: Record<Source, string> = {
  anchor: 'Triplet weights of the anchor in each run',
  all: 'Triplet weights of all anchors in each run, over a sample of them: medians, of the last column the mean',
  batch: 'Triplet weights in a training batch, over its anchors: medians, of the last column the mean',
};

function Values({ of }: { of: WeightsRow | undefined }) {
  return [EFFECTIVE, ...SHARES].map(({ key, say }) => {
    const value = of?.[key];
    return <td key={key}>{value === undefined ? '–' : say(value)}</td>;
  });
}

/** What p(x⁻) comes to in each run; below it, in a line of its own, what it would come to under the what-if values. */
export function WeightsTable({ rows, source }: { rows: readonly Row[]; source: Source }) {
  const part = usePartWords();
  return (
    <table className="table weights-table">
      <caption className="visually-hidden">
        {CAPTIONS[source]}
        {source !== 'batch' && part && `; ${part}`}
      </caption>
      <colgroup>
        <col />
        <col className="weights-effective" />
        {SHARES.map(({ key }) => (
          <col key={key} className="weights-share" />
        ))}
      </colgroup>
      <thead>
        <tr>
          <td rowSpan={2} />
          <th scope="col" rowSpan={2} title={EFFECTIVE.title}>
            {EFFECTIVE.head}
          </th>
          <th scope="colgroup" colSpan={SHARES.length} className="weights-shares">
            weight on, %
          </th>
        </tr>
        <tr>
          {SHARES.map(({ key, head, title }) => (
            <th key={key} scope="col" title={title}>
              {head}
            </th>
          ))}
        </tr>
      </thead>
      {rows.map(({ run, name, geometry, variant, row, whatIf }) => (
        <tbody key={run} data-geometry={geometry}>
          <tr>
            <th scope="row" title={name}>
              <span className="swatch" data-variant={variant || undefined} />
              <span>{name}</span>
            </th>
            <Values of={row} />
          </tr>
          {whatIf && (
            <tr className="weights-what-if">
              <th scope="row">
                <span className="visually-hidden">{name} </span>what if
              </th>
              <Values of={whatIf} />
            </tr>
          )}
        </tbody>
      ))}
    </table>
  );
}
