/**
 * Keeps what a session leaves behind while it goes on: its record after evaluations, its checkpoint as the worker takes it, both at once
 * where it stops. A record is written before the checkpoint that belongs to it, so that it never says less than what is gone on from.
 */
import { errorOf } from '../../core/errors';
import type { KeepAs, KeptRecord } from '../../core/record/kept';
import type { ExperimentRecord } from '../../core/record/schema';
import type { Checkpoint } from '../../core/training/experiment.types';
import type { RecordPort } from '../library/runs.types';
import { begunIn } from './phase';
import { Queue } from './queue';
import type { Recorder } from './recorder';

export interface KeepOptions {
  /** The sweep that the experiment is a cell of. */
  sweep?: KeepAs['sweep'];
  /** Milliseconds between two writings while it trains, at least. */
  interval?: number;
  /** Milliseconds after steps that were asked for by number, without another one, after which a checkpoint of where they led is taken. */
  idle?: number;
  /** Written. */
  onKept?: (kept: KeptRecord) => void;
  /** Could not be written: StorageFullError with the numbers, for one. It is tried again with what comes next. */
  onError?: (error: Error) => void;
}

export interface Keeping {
  /** Writes what has not been written; resolves when all is, and rejects where it cannot be. */
  flush(): Promise<void>;
  /** Keeps no more; what is being written is written. */
  stop(): void;
}

const INTERVAL = 10_000;
const IDLE = 2000;

export function keepRecords(
  recorder: Recorder,
  port: Pick<RecordPort, 'keep' | 'keepCheckpoint'>,
  { sweep, interval = INTERVAL, idle = IDLE, onKept, onError }: KeepOptions = {},
): Keeping {
  const { session } = recorder;
  const queue = new Queue();
  /** There is something that has not been written. */
  let news = false;
  /** The checkpoint written last, or known when this began. */
  let kept: Checkpoint | undefined;
  let last = -Infinity;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let idling: ReturnType<typeof setTimeout> | undefined;

  const stateNow = (): KeepAs => {
    const { phase, status } = session;
    const seconds = recorder.seconds;
    const about = { seconds, ...(sweep ? { sweep } : {}) };
    if (phase.kind === 'failed') return { state: 'failed', error: phase.error.message, ...about };
    const begun = begunIn(phase);
    return { state: begun && status.step >= begun.inForce.steps ? 'complete' : 'under way', ...about };
  };

  const write = async (record: ExperimentRecord, as: KeepAs, checkpoint: Checkpoint | undefined): Promise<void> => {
    const row = await port.keep(record, as);
    // One that is written twice is no loss; one that is not written is.
    if (checkpoint && checkpoint.step > 0 && checkpoint !== kept) {
      await port.keepCheckpoint(record.id, checkpoint);
      kept = checkpoint;
    }
    onKept?.({ ...row, checkpoint: row.checkpoint || kept !== undefined });
  };

  const writeNow = async (): Promise<void> => {
    if (!news || !session.trained) return;
    const record = recorder.record();
    if (!record) return;
    news = false;
    last = performance.now();
    try {
      await write(record, stateNow(), begunIn(session.phase)?.checkpoint);
    } catch (error) {
      news = true;
      throw error;
    }
  };

  const flush = (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    return queue.run(writeNow);
  };
  /** Nobody waits for it. */
  const soon = (wait: number): void => {
    news = true;
    const go = () => void flush().catch((error: unknown) => onError?.(errorOf(error)));
    if (wait <= 0) return go();
    timer ??= setTimeout(go, wait);
  };
  const inTime = (): void => soon(session.wantsTraining ? last + interval - performance.now() : 0);

  /** Steps that a script takes by number end without a checkpoint. */
  const takeCheckpoint = (): void => {
    const begun = begunIn(session.phase);
    if (session.wantsTraining || begun?.kind !== 'live' || (begun.checkpoint?.step ?? 0) >= session.status.step) return;
    session.checkpoint().catch((error: unknown) => onError?.(errorOf(error)));
  };

  const stops = [
    recorder.on('evaluated', inTime),
    recorder.on('ended', (record) => {
      clearTimeout(timer);
      timer = undefined;
      kept = undefined;
      if (!news) return;
      news = false;
      const as: KeepAs = { ...stateAt(record), ...(sweep ? { sweep } : {}) };
      queue.run(() => write(record, as, undefined)).catch((error: unknown) => onError?.(errorOf(error)));
    }),
    session.on('phase', ({ phase, before }) => {
      const [now, was] = [begunIn(phase), begunIn(before)];
      if (!now || now.experiment !== was?.experiment) return;
      if (now.kind === 'failed' && was.kind !== 'failed') soon(0);
      else if (now.finalTests.length > was.finalTests.length) soon(0);
      else if (now.checkpoint !== was.checkpoint || now.applied !== was.applied || now.inForce !== was.inForce) inTime();
    }),
    session.on('resumed', () => (kept = begunIn(session.phase)?.checkpoint)),
    session.on('intent', (wanted) => {
      if (!wanted && session.trained) soon(0);
    }),
    session.on('metrics', () => {
      clearTimeout(idling);
      if (!session.wantsTraining) idling = setTimeout(takeCheckpoint, idle);
    }),
  ];

  return {
    flush,
    stop: () => {
      for (const stop of stops) stop();
      clearTimeout(timer);
      clearTimeout(idling);
    },
  };
}

/** Of an experiment that is no more: what it had come to. */
function stateAt(record: ExperimentRecord): Pick<KeepAs, 'state'> {
  const { configuration, inForce = [], step } = record;
  return { state: step >= (inForce.at(-1)?.configuration ?? configuration).steps ? 'complete' : 'under way' };
}
