import { CountBars, fixed, integer } from '../../plots';
import { useLab } from '../../state/labStore';
import type { Ranking } from '../../state/selection';
import { overlapBetween } from './pairOverlap';
import type { TopKScan } from './topKScan';

export interface OverlapPair {
  a: Ranking;
  b: Ranking;
}

const isControl = ({ a, b }: OverlapPair) => a.geometry === b.geometry && a.run !== b.run;

/** Different pairs only, controls (the same geometry twice) last. */
export function distinctPairs(compared: readonly { ranking: Ranking; comparison?: Ranking }[]): OverlapPair[] {
  const pairs: OverlapPair[] = [];
  for (const { ranking, comparison } of compared) {
    if (!comparison || pairs.some(({ a, b }) => (a === ranking && b === comparison) || (a === comparison && b === ranking))) continue;
    pairs.push({ a: ranking, b: comparison });
  }
  return pairs;
}

/** Pairs of runs of one geometry: what another seed or another τ alone changes. */
export function controlPairs(rankings: readonly Ranking[]): OverlapPair[] {
  return rankings.flatMap((a, i) => rankings.slice(i + 1).flatMap((b) => (isControl({ a, b }) ? [{ a, b }] : [])));
}

const short = ({ id, other, geometry }: Ranking) => (other ? `${geometry} distance` : id);

/**
 * How many of the top k two runs share, over many anchors: the anchor on show is one of these. Beside it the control: the same
 * geometry with another seed, because two seeds of one geometry share fewer negatives than two geometries of one seed.
 */
export function Overlap({
  pairs,
  controls,
  scans,
  rankings,
  k,
  done,
  width,
  height,
}: {
  pairs: OverlapPair[];
  controls: OverlapPair[];
  scans: readonly TopKScan[];
  rankings: readonly Ranking[];
  k: number;
  done: number;
  width: number;
  height: number;
}) {
  const training = useLab((lab) => lab.status.state === 'training');
  const scan = (ranking: Ranking) => scans[rankings.indexOf(ranking)];
  const shown = [...pairs.filter((pair) => !isControl(pair)), ...controls].slice(0, 4);
  const cell = Math.min(260, (width - 132 - 16 * shown.length) / Math.max(1, shown.length + (controls.length === 0 ? 1 : 0)));
  if (shown.length === 0 || cell < 60) return null;
  return (
    <div className="overlap" style={{ height }}>
      <div className="overlap-words">
        <h3>Overlap</h3>
        <p className="panel-note">
          top {k} shared{done > 0 ? `, over ${integer(done)} anchors` : training ? ': counted when training pauses' : ': counting …'}
        </p>
      </div>
      {shown.map((pair) => {
        const [a, b] = [scan(pair.a), scan(pair.b)];
        const result = a && b ? overlapBetween(a, b).countsAt(k) : { counts: new Array<number>(k + 1).fill(0), mean: NaN, anchors: 0 };
        const control = isControl(pair);
        const title = `${short(pair.a)} – ${short(pair.b)}`;
        // Of a control the name of the further run says enough: it is compared with the first of its geometry.
        const words = control ? short(pair.b) : title;
        return (
          <div
            key={`${pair.a.id} ${pair.b.id}`}
            className="overlap-pair"
            data-geometry={control ? pair.a.geometry : undefined}
            style={{ width: cell }}
          >
            <p className="overlap-title" title={title}>
              {control && <span className="overlap-control">control </span>}
              {words}
            </p>
            <CountBars
              counts={result.counts}
              mean={result.mean}
              colour={control ? 'var(--accent)' : 'var(--ink-3)'}
              say={(value) => `${value} of ${k} shared`}
              summary={`${control ? 'Control: ' : ''}${title}: on average ${fixed(result.mean, 1)} of ${k} hard negatives shared, over ${integer(result.anchors)} anchors.`}
              width={cell}
              height={height - 22}
            />
          </div>
        );
      })}
      {controls.length === 0 && <OfferControl width={cell} />}
    </div>
  );
}

/** Adds the first run once more with another seed; an experiment that has been trained takes it at its next Reset, and says so. */
function OfferControl({ width }: { width: number }) {
  const config = useLab((lab) => lab.config);
  const edit = useLab((lab) => lab.edit);
  const notify = useLab((lab) => lab.notify);
  const trained = useLab((lab) => lab.trained);
  const [first] = config.runs;
  if (!first || config.runs.length >= 8) return null;
  const seed = (first.seed ?? config.seed) + 1;
  const name = `${first.name}, seed ${seed}`;
  // Already asked for, and not yet trained.
  if (config.runs.some((run) => run.name === name))
    return (
      <p className="overlap-offer panel-note">
        {trained
          ? `“${name}” joins as the control at the next Reset. Until then the runs trained so far stay as they are.`
          : `“${name}” joins as the control when training begins.`}
      </p>
    );
  const add = () => {
    edit({ runs: [...config.runs, { ...first, name, seed }] }).catch((error: unknown) =>
      notify('error', error instanceof Error ? error.message : String(error)),
    );
  };
  return (
    <div className="overlap-offer" style={{ width }}>
      <p className="panel-note">No control yet: another seed changes hard negatives, too.</p>
      <button
        type="button"
        className="link-button"
        onClick={add}
        title={trained ? `Adds the run “${name}” from the next Reset on; what has been trained stays until then` : `Adds the run “${name}”`}
      >
        add a control run
      </button>
    </div>
  );
}
