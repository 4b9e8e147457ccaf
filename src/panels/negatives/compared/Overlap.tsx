import { useMemo, useRef } from 'react';
import { Name } from '../../../controls';
import { CountBars, ShareLines, fixed, integer, percent, svgIn, useExported, useTypeScale, type ShareLine } from '../../../plots';
import { useLab } from '../../../state/LabProvider';
import { Gloss, PanelHelp } from '../../help';
import type { Ranking } from '../../../state/views/selection';
import { controlPairs, type OverlapPair } from './controls';
import { OfferControls } from './OfferControls';
import { overlapTable, shareTable } from '../exports';
import { overlapBetween, type PairOverlap } from '../../../core/metrics/negatives/pairOverlap';
import type { TopK } from '../../../core/metrics/retrieval/topK';
import { OVERLAP_GAP, WORDS_WIDTH } from '../rows/packing';
import { pairKey, useRankCorrelations, type RankCorrelation } from './useRankCorrelations';
import { useSeeds } from './useSeeds';

const short = ({ name, other, geometry }: Ranking) => (other ? `${geometry} distance` : name);
const nameOf = ({ a, b }: OverlapPair) => `${short(a)} – ${short(b)}`;

/** A pair wears the accent of the run that is not the sphere; a control is dashed, in its geometry's. */
function styleOf({ a, b, control }: OverlapPair): { colour: string; dash?: string } {
  const run = a.geometry === 'spherical' ? b : a;
  return { colour: `var(--${run.geometry})`, dash: control && (control === 'other seed' ? '5 2' : '2 2') };
}

const LINES_WIDTH = 150;
const MOST_LINES = 340;
const OFFER_WIDTH = 92;
/** Narrower bars cannot be read. */
const LEAST_CELL = 84;
/** At most, and in a high strip as wide as they are high. */
const MOST_CELL = 230;
const CELL_SHAPE = 2.2;
/** Pixels of a pair within which its rank correlation stands beside its name, in short and in full. */
const ROOM_FOR_CORRELATION = 150;
const ROOM_FOR_WORDS = 220;

interface OverlapProps {
  pairs: readonly OverlapPair[];
  scans: readonly TopK[];
  rankings: readonly Ranking[];
  k: number;
  done: number;
  width: number;
  height: number;
}

/**
 * How many of the top k two runs share, over many anchors: the anchor on show is one of these. As bars for k, and as a line over every k.
 * Beside it the controls: the same geometry with another seed, or another τ.
 */
export function Overlap({ pairs, scans, rankings, k, done, width, height }: OverlapProps) {
  const type = useTypeScale();
  const training = useLab((lab) => lab.status.state === 'training');
  const seeds = useSeeds();
  const controls = useMemo(() => controlPairs(rankings, seeds), [rankings, seeds]);
  const isControl = ({ a, b }: OverlapPair) => controls.some((pair) => (pair.a === a && pair.b === b) || (pair.a === b && pair.b === a));
  const geometries = pairs.filter((pair) => !isControl(pair));
  const scanOf = (ranking: Ranking) => scans[rankings.indexOf(ranking)];
  const overlapOf = ({ a, b }: OverlapPair): PairOverlap | undefined => {
    const [one, other] = [scanOf(a), scanOf(b)];
    return one && other && overlapBetween(one, other);
  };

  const correlations = useRankCorrelations([...geometries, ...controls], !training);
  const box = useRef<HTMLDivElement>(null);
  const lineBox = useRef<HTMLDivElement>(null);
  const all = [...geometries, ...controls];
  const lines = all.map((pair): ShareLine => {
    const name = `${pair.control ? `control, ${pair.control}: ` : ''}${nameOf(pair)}`;
    return { name, ...styleOf(pair), values: overlapOf(pair)?.meanShares() ?? [] };
  });
  useExported(box, {
    name: `Overlap at k ${k}`,
    drawing: () => ({
      detail: `anchors by the number of hard negatives shared, of ${k}`,
      pictures: [...(box.current?.querySelectorAll('.negatives-overlap-pair > .count-bars') ?? [])].map((bars) => ({
        picture: svgIn(bars),
        caption: bars.previousElementSibling?.getAttribute('title') ?? '',
      })),
    }),
    table: () =>
      overlapTable(
        all.map((pair, i) => ({ name: lines[i]?.name ?? '', overlap: overlapOf(pair), correlation: correlations.get(pairKey(pair)) })),
      ),
  });
  useExported(lineBox, {
    name: 'Overlap for every k',
    drawing: () => ({
      detail: 'mean share of the top k that both have',
      pictures: [{ picture: svgIn(lineBox.current) }],
      legend: lines.map(({ name, colour, dash }) => ({ label: name, colour, dash })),
    }),
    table: () => shareTable(lines),
  });

  const readOnly = useLab((lab) => lab.readOnly);
  const missing = (['other seed', 'other τ'] as const).filter((kind) => !controls.some(({ control }) => control === kind));
  const offered = readOnly ? [] : missing;
  const [words, least, offer, gap] = [WORDS_WIDTH, LINES_WIDTH, OFFER_WIDTH, OVERLAP_GAP].map((one) => one * type) as [
    number,
    number,
    number,
    number,
  ];
  const room = width - words - least - gap - (offered.length > 0 ? offer + gap : 0);
  const fit = Math.max(1, Math.floor(room / (LEAST_CELL * type + gap)));
  // A comparison and its controls before further comparisons.
  const wanted = [...geometries.slice(0, 1), ...controls.slice(0, 2), ...geometries.slice(1), ...controls.slice(2)].slice(0, fit);
  const shown = [...geometries, ...controls].filter((pair) => wanted.includes(pair));
  const cell = Math.min(Math.max(MOST_CELL, CELL_SHAPE * height), room / Math.max(1, shown.length) - gap);
  const linesWidth = Math.min(Math.max(MOST_LINES, CELL_SHAPE * height), least + Math.max(0, room - shown.length * (cell + gap)));
  if (shown.length === 0 || cell < LEAST_CELL - OVERLAP_GAP) return null;

  const summary = lines.map(({ name, values }) => `${name} ${percent(values[k - 1] ?? NaN, 0)}`).join('; ');
  return (
    <div ref={box} className="negatives-overlap" style={{ height }}>
      <div className="negatives-overlap-words">
        <div className="negatives-overlap-head">
          <h3>Overlap</h3>
          <PanelHelp topic="overlap" />
        </div>
        <p className="panel-note">
          top {k} shared{done > 0 ? `, over ${integer(done)} anchors` : training ? ': counted when training pauses' : ': counting …'}
        </p>
      </div>
      {shown.map((pair) => (
        <OverlapBars
          key={nameOf(pair)}
          pair={pair}
          overlap={overlapOf(pair)}
          correlation={correlations.get(pairKey(pair))}
          k={k}
          width={cell}
          height={height}
        />
      ))}
      <div ref={lineBox} className="negatives-overlap-pair" style={{ width: linesWidth }}>
        <p className="negatives-overlap-title">mean share, every k</p>
        <ShareLines
          lines={lines}
          k={k}
          summary={`Mean share of the top k in both, for k from 1 to 24. At k ${k}: ${summary}.`}
          width={linesWidth}
          height={height - 21 * type}
        />
      </div>
      {offered.length > 0 && <OfferControls kinds={offered} width={offer} />}
    </div>
  );
}

function OverlapBars({
  pair,
  overlap,
  correlation,
  k,
  width,
  height,
}: {
  pair: OverlapPair;
  overlap: PairOverlap | undefined;
  correlation: RankCorrelation | undefined;
  k: number;
  width: number;
  height: number;
}) {
  const type = useTypeScale();
  const { counts, mean, anchors } = overlap?.countsAt(k) ?? { counts: new Array<number>(k + 1).fill(0), mean: NaN, anchors: 0 };
  const { colour, dash } = styleOf(pair);
  const title = nameOf(pair);
  return (
    <div className="negatives-overlap-pair" style={{ width }}>
      <p className="negatives-overlap-title" title={pair.control ? `Control, ${pair.control}: ${title}` : title}>
        {correlation && width >= ROOM_FOR_CORRELATION && (
          <span className="negatives-overlap-correlation" title={`Mean over ${integer(correlation.anchors)} anchors`}>
            <Gloss term="rank correlation">{width >= ROOM_FOR_WORDS ? 'rank correlation' : 'rank corr.'}</Gloss>{' '}
            <b>{fixed(correlation.mean, 2)}</b>
          </span>
        )}
        <svg width="14" height="6" aria-hidden="true">
          <line x1="0" x2="14" y1="3" y2="3" style={{ stroke: colour }} strokeWidth="2" strokeDasharray={dash} />
        </svg>
        {pair.control ? (
          <>
            <b>control</b> <Name>{pair.control}</Name>
          </>
        ) : (
          <Name kept={6}>{title}</Name>
        )}
      </p>
      <CountBars
        counts={counts}
        mean={mean}
        colour={pair.control ? colour : 'var(--ink-3)'}
        say={(value) => `${value} of ${k} shared`}
        summary={`${pair.control ? `Control, ${pair.control}: ` : ''}${title}: on average ${fixed(mean, 1)} of ${k} hard negatives shared, over ${integer(anchors)} anchors${correlation ? `; rank correlation of all negatives ${fixed(correlation.mean, 2)}` : ''}.`}
        width={width}
        height={height - 21 * type}
      />
    </div>
  );
}
