import { useId, useMemo, useState } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { headOf, type RunConfig } from '../../core/configuration/schema';
import { SPLIT_CODE } from '../../core/data/imageSet';
import type { MeasuredSnapshot } from '../../state/session/phase';
import { Name } from '../../controls';
import { fixed, integer } from '../../plots/format';
import { runStyles } from '../../plots/runStyle';
import { useLab } from '../../state/LabProvider';
import { usePartWords } from '../../state/views/shown/parts';
import { changedSince, sayChanged } from '../../state/views/shown/measured';
import { AsOf, useAsOf } from '../asOf';
import { PanelHelp } from '../help';
import { FinalTestButton, FinalTests } from './FinalTests';
import { RunDialog } from './RunDialog';
import { describeRun } from './runs';
import './runs.css';

/** The runs of the experiment, each with what tells it from the others and how it retrieves. */
export function RunsPanel() {
  const id = useId();
  const config = useLab((lab) => lab.config);
  const snapshots = useLab(useShallow((lab) => lab.runs.map((run) => run.snapshot)));
  const part = usePartWords();
  const [editing, setEditing] = useState<number | 'new'>();
  const styles = runStyles(config.runs);
  const first = snapshots.find((snapshot) => snapshot);
  const asOf = useAsOf(first);
  const error = first?.retrieval.standardError;
  const evaluated = useLab((lab) => lab.evaluated?.rows.length ?? 0);
  const split = useLab((lab) => lab.images?.split);
  const heldBack = useLab((lab) => lab.experiment?.heldBack ?? 0);
  const reason = useLab((lab) => lab.experiment?.partReason);
  const code = part && SPLIT_CODE[part.startsWith('test') ? 'test' : 'validation'];
  const inPart = useMemo(
    () => (heldBack > 0 ? heldBack : split?.reduce((sum, one) => sum + (one === code ? 1 : 0), 0)),
    [split, code, heldBack],
  );
  // A final test takes the room of the second line.
  const tested = useLab((lab) => lab.finalTests.length > 0);
  const shared = config.runs.every((run) => run.seed === undefined || run.seed === config.seed);
  // Nothing is alike or a control where there is one.
  const alike = config.runs.length < 2 ? undefined : shared ? 'same weights, same batches' : 'other seeds are controls';
  return (
    <section className="panel" aria-labelledby={id}>
      <div className="panel-head">
        <h2 id={id} className="panel-title">
          Runs
        </h2>
        <button
          type="button"
          className="link-button"
          onClick={() => setEditing('new')}
          aria-label="Add a run"
          disabled={config.runs.length >= 8}
        >
          add
        </button>
        <FinalTestButton />
        <PanelHelp topic="runs" />
      </div>
      <ul className="runs-list">
        {config.runs.map((run, i) => (
          <RunRow
            key={run.id}
            run={run}
            colour={styles.get(run.id)?.colour}
            variant={styles.get(run.id)?.variant ?? 0}
            snapshot={snapshots.find((snapshot) => snapshot?.run === run.id && snapshot.geometry === run.geometry)}
            edit={() => setEditing(i)}
          />
        ))}
      </ul>
      <p className="panel-note" title={tested || asOf ? alike : undefined}>
        Recall@1 %
        {part && (
          <>
            ,{' '}
            <span title={heldBack > 0 ? `${integer(heldBack)} training images are held back for validation` : reason}>
              {part}
              {reason !== undefined && ' (too few to hold back)'}
            </span>
          </>
        )}
        {error !== undefined && `, ± ${fixed(error * 100, 1)}`}
        {asOf && (
          <>
            {' · '}
            <AsOf snapshot={first} />
          </>
        )}
        {!tested && !asOf && alike && ` · ${alike}`}
        {inPart !== undefined && evaluated > 0 && evaluated < inPart && (
          <span title="Images of whole classes, chosen once for the image set. Over all images Recall would come out lower; the model dialog sets how many are evaluated.">
            {' '}
            · {integer(evaluated)} of {integer(inPart)} images evaluated
          </span>
        )}
      </p>
      <FinalTests styles={styles} />
      {editing !== undefined && <RunDialog index={editing} onClose={() => setEditing(undefined)} />}
    </section>
  );
}

interface RowProps {
  run: RunConfig;
  colour: string | undefined;
  variant: number;
  snapshot: MeasuredSnapshot | undefined;
  edit(): void;
}

function RunRow({ run, colour, variant, snapshot, edit }: RowProps) {
  const config = useLab((lab) => lab.config);
  const retrieval = snapshot?.retrieval;
  // A score stands beside the settings it was measured with, not beside those that have been chosen since.
  const then = snapshot?.measuredWith.config.runs.find(({ id }) => id === run.id) ?? run;
  const changed = snapshot ? changedSince(snapshot.measuredWith, config, run.id) : [];
  const since = changed.length > 0 ? ` Not measured with what is set now: ${sayChanged(changed)}.` : '';
  return (
    <li>
      <button type="button" className="runs-row" onClick={edit} aria-label={`Change run ${run.name}`} title="Change or remove this run">
        <span className="swatch" data-geometry={run.geometry} data-variant={Math.min(variant, 2)} style={{ color: colour }} />
        <span className="runs-name">
          <Name kept={7}>{run.name}</Name>
        </span>
        <span className="runs-settings">{snapshot ? describeRun(snapshot.head, then) : describeRun(headOf(config, run), run)}</span>
        <span
          className="runs-recall"
          data-changed={changed.length > 0 || undefined}
          title={
            retrieval &&
            `± ${fixed(retrieval.standardError * 100, 1)} (standard error), ${integer(retrieval.queries)} queries, ${snapshot.subset ? `${integer(snapshot.n)} of ${integer(snapshot.subset.of)} images of the ` : ''}${snapshot.part} part, step ${integer(snapshot.step)}.${since}`
          }
        >
          {changed.length > 0 && (
            <>
              <span aria-hidden="true">≠ </span>
              <span className="visually-hidden">measured with other settings: </span>
            </>
          )}
          {retrieval ? fixed(retrieval.recallAt[1] * 100, 1) : '–'}
        </span>
      </button>
    </li>
  );
}
