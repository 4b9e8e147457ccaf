/** How an experiment comes back from its record and a checkpoint, in a page that knows nothing of it yet. */
import { withNamesOf } from '../../core/configuration/runNames';
import { CheckpointError, errorOf } from '../../core/errors';
import type { ExperimentRecord } from '../../core/record/schema';
import type { Checkpoint } from '../../core/training/experiment.types';
import type { CarryOver } from './carryOver';
import { headAfter, type Live, type SessionImages } from './phase';
import { baselinesOf, finalTestOf, historyOf, infoOf } from './recordedParts';
import type { SessionState } from './state';
import type { SessionWorker } from './worker';

export interface Resuming {
  record: ExperimentRecord;
  checkpoint: Checkpoint;
  images: SessionImages;
}

/** Puts it into the worker, on the backend of the record's configuration. Where that fails there is no experiment. */
export async function resume(state: SessionState, worker: SessionWorker, carrying: CarryOver, resuming: Resuming): Promise<void> {
  const { record, checkpoint, images } = resuming;
  const runs = (of: readonly { id: string }[]) => of.map(({ id }) => id).join();
  if (runs(checkpoint.runs) !== runs(record.runs) || checkpoint.config.imageSet !== record.imageSet.id)
    throw new CheckpointError(`The checkpoint of “${record.title ?? record.id}” is one of another experiment.`);
  const config = withNamesOf(checkpoint.config, record.configuration);
  const inForce = { ...config, head: headAfter(config.head, checkpoint.applied) };
  state.drop();
  state.setWanted(inForce);
  state.setPhase({ kind: 'opening' });
  try {
    await worker.ensureBackend();
    const begun: Live = {
      kind: 'live',
      experiment: { images, info: infoOf(record) },
      inForce,
      applied: checkpoint.applied,
      // How often it was tested is counted, whatever became of the steps: all of them count.
      finalTests: record.finalTests.map((test) => finalTestOf(record, test)),
      history: historyOf(record),
      checkpoint,
      ...(checkpoint.baselines ? { baselines: checkpoint.baselines } : baselinesOf(record)),
    };
    await carrying.restore(begun, ({ evaluationRows }) => {
      const rows = begun.experiment.info.evaluationRows;
      if (rows.length !== evaluationRows.length || rows.some((row, i) => row !== evaluationRows[i]))
        throw new CheckpointError(
          'Other images of the set are evaluated now than when this run was trained: another version of the page drew them.',
        );
      state.setStatus({ ...state.status, step: checkpoint.step, steps: inForce.steps });
      state.events.emit('resumed', { record, step: checkpoint.step });
    });
  } catch (error) {
    state.setPhase({ kind: 'none' });
    state.say(undefined, 'ready');
    throw errorOf(error);
  }
}
