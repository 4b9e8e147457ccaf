import { useMemo, useState } from 'react';
import type { KeptRecord } from '../../../core/record/kept';
import { countRecords } from '../list/words';
import { Configurations } from './Configurations';
import { Curves } from './Curves';
import { Legend } from './Legend';
import { Negatives } from './Negatives';
import { OverlapMatrix } from './OverlapMatrix';
import { byImages, comparedRuns } from './compared';
import { useImages } from './useImages';
import { useRecords } from './useRecords';

/** Several records side by side: curves, configurations, hard negatives of one anchor, and how far these agree over many. */
export function CompareView({ records: kept, back }: { records: readonly KeptRecord[]; back(): void }) {
  const { records, failures, waiting } = useRecords(kept);
  const compared = useMemo(() => comparedRuns(kept), [kept]);
  const comparison = useMemo(() => byImages(compared, records), [compared, records]);
  const { images } = comparison;
  const opened = useImages(images?.id, images?.contentHash);
  const [chosen, setChosen] = useState<number>();
  const [k, setK] = useState(8);
  const [against, setAgainst] = useState<string>();
  const anchor = Math.min(chosen ?? images?.anchor ?? 0, Math.max(0, (images?.rows.length ?? 1) - 1));
  const codes = comparison.runs.map(({ run }) => run.code);
  return (
    <section className="kept-compare" aria-label="Runs compared side by side">
      <div className="kept-compare-head">
        <button type="button" className="button button-small" onClick={back}>
          ‹ All runs
        </button>
        <h2>Compare {countRecords(kept.length)}</h2>
        <span className="kept-note" role="status">
          {waiting > 0 ? `reading ${waiting} …` : ''}
        </span>
        {[...failures].map(([id, why]) => (
          <span key={id} className="kept-failure" role="alert">
            {kept.find((one) => one.id === id)?.title}: {why}
          </span>
        ))}
      </div>
      <Legend compared={compared} />
      <Configurations compared={compared} />
      <div className="kept-curves">
        <Curves compared={compared} records={records} />
      </div>
      <Negatives
        {...{ comparison, opened, anchor, k, setK, setAgainst, waiting }}
        setAnchor={setChosen}
        against={against !== undefined && codes.includes(against) ? against : (codes[0] ?? '')}
      />
      <OverlapMatrix comparison={comparison} k={k} />
    </section>
  );
}
