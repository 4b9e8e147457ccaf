import { useEffect, useState } from 'react';
import { messageOf } from '../../core/errors';
import { useLabStores, useSweeps, useSweepStore } from '../../state/LabProvider';
import type { SweepView } from '../../state/sweep/sweeps.types';
import { CellTable } from './table/CellTable';
import { SweepBar } from './list/SweepBar';
import { SweepFigures } from './figures/SweepFigures';
import { SweepForm } from './form/SweepForm';
import { SweepList } from './list/SweepList';
import './sweep.css';

/** Sweeps: what is to be swept at the left, what came of it at the right. */
export function SweepPage() {
  const { lab, linked } = useLabStores();
  const sweeps = useSweepStore();
  const all = useSweeps((state) => state.sweeps);
  const failure = useSweeps((state) => state.failure);
  const [chosen, setChosen] = useState<string>();
  useEffect(() => void sweeps.getState().refresh(), [sweeps]);
  const unfinished = all?.find(({ state }) => state === 'running' || state === 'paused')?.definition;
  const shown = all?.find(({ definition }) => definition.id === chosen) ?? all?.[0];
  const looked = all?.find(({ definition }) => definition.id === chosen)?.definition;
  useEffect(() => {
    linked.setState({ sweep: looked });
    return () => linked.setState({ sweep: undefined });
  }, [linked, looked]);
  /** For what nobody waits for: its failure is told in a notice. */
  const carry = (work: Promise<unknown>): void => {
    work.catch((error: unknown) => lab.getState().notify('error', messageOf(error)));
  };
  return (
    <div className="sweep">
      <div className="sweep-side">
        <SweepForm unfinished={unfinished} onBegun={setChosen} />
        <SweepList sweeps={all ?? []} shown={shown?.definition.id} show={setChosen} remove={(id) => carry(sweeps.getState().remove(id))} />
      </div>
      <div className="sweep-main">
        {failure !== undefined && (
          <p className="panel field-error" role="alert">
            Nothing can be kept here, so no sweep can be run: {failure}
          </p>
        )}
        {shown ? (
          <Shown key={shown.definition.id} view={shown} carry={carry} />
        ) : (
          <Empty loading={all === undefined && failure === undefined} />
        )}
      </div>
    </div>
  );
}

function Shown({ view, carry }: { view: SweepView; carry(work: Promise<unknown>): void }) {
  const sweeps = useSweepStore();
  const { runs, place } = useLabStores();
  const { definition, cells } = view;
  const { id } = definition;
  const state = sweeps.getState();
  const [metric, setMetric] = useState(definition.metric);
  const open = (record: string) =>
    carry(
      runs
        .getState()
        .open(record)
        .then(() => place.getState().go('train')),
    );
  return (
    <>
      <SweepBar
        view={view}
        pause={() => carry(state.pause(id))}
        resume={() => carry(state.resume(id))}
        cancel={() => carry(state.cancel(id))}
        setJobs={(jobs) => state.setJobs(id, jobs)}
      />
      <SweepFigures view={view} metric={metric} setMetric={setMetric} open={open} />
      <section className="panel sweep-cells" aria-label="Cells of the sweep">
        <CellTable
          statuses={cells}
          metric={metric}
          open={open}
          retry={(cell) => carry(state.retry(id, cell))}
          advance={(cell) => carry(state.reorder(id, [cell]))}
        />
      </section>
    </>
  );
}

function Empty({ loading }: { loading: boolean }) {
  return (
    <section className="panel sweep-empty" aria-label="No sweep yet">
      {loading ? (
        <p className="panel-note">Reading what was kept …</p>
      ) : (
        <>
          <p>Nothing has been swept yet.</p>
          <p className="panel-note">
            One run is an anecdote. A sweep trains one model for each combination of the settings at the left, with several seeds, and shows
            here what they do to retrieval, with error bars.
          </p>
        </>
      )}
    </section>
  );
}
