import { fixed } from '../../plots';
import { Name } from '../../controls';
import { Gloss, type GlossaryTerm } from '../help';
import { usePartWords } from '../../state/views/shown/parts';
import type { WeightsRow } from './curves';
import type { Row, Source } from './useShown';

export const sayEffective = (value: number) => fixed(value, value < 100 ? 1 : 0);
const sayShare = (value: number) => fixed(value * 100, 1);

interface Column {
  key: keyof WeightsRow;
  head: GlossaryTerm;
  say: (value: number) => string;
}

const SHARES: Column[] = [
  { key: 'top1', head: 'top 1', say: sayShare },
  { key: 'top6', head: 'top 6', say: sayShare },
  { key: 'top24', head: 'top 24', say: sayShare },
  {
    key: 'falseNeighbours',
    head: 'false',
    say: sayShare,
  },
];
const EFFECTIVE: Column = {
  key: 'effective',
  head: 'eff. neg.',
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
          <th scope="col" rowSpan={2}>
            <Gloss term={EFFECTIVE.head} />
          </th>
          <th scope="colgroup" colSpan={SHARES.length} className="weights-shares">
            <Gloss term="weight on">weight on, %</Gloss>
          </th>
        </tr>
        <tr>
          {SHARES.map(({ key, head }) => (
            <th key={key} scope="col">
              <Gloss term={head} />
            </th>
          ))}
        </tr>
      </thead>
      {rows.map(({ run, name, geometry, variant, row, whatIf }) => (
        <tbody key={run} data-geometry={geometry}>
          <tr>
            <th scope="row" title={name}>
              <span className="swatch" data-variant={variant || undefined} />
              <Name kept={7}>{name}</Name>
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
