/** Running the benchmark from the page: one measurement at a time, with progress and a way to stop it. */
import { useCallback, useEffect, useRef, useState } from 'react';
import { messageOf } from '../../src/core/errors';
import { modelPresets } from '../../src/core/configuration/presets';
import { compare } from '../step/comparison';
import type { BenchBackend, ContenderName } from '../step/protocol';
import { reportOf, type Report } from '../step/report';
import { startSession } from '../step/session';
import { sweepPoints } from '../sweep/points';
import { sweep, type SweepResult } from '../sweep/sweep';
import { contendersOf, type Settings } from './settings';

export interface Progress {
  doing: string;
  /** 0 … 1. */
  done: number;
  /** performance.now() of the start. */
  since: number;
}

export interface Sweep {
  settings: Settings;
  result: SweepResult;
}

const WARMUP = 2;
const SWEEP_STEPS = 3;

const openOn = (backend: BenchBackend) => async (contender: ContenderName) => {
  const session = startSession();
  try {
    return { session, opened: await session.ask('open', { contender, backend }) };
  } catch (error) {
    await session.close();
    throw error;
  }
};

export function useBench() {
  const [progress, setProgress] = useState<Progress>();
  const [report, setReport] = useState<Report>();
  const [swept, setSwept] = useState<Sweep>();
  const [failure, setFailure] = useState<string>();
  const control = useRef<AbortController>(undefined);
  const cancel = useCallback(() => control.current?.abort(new Error('Cancelled')), []);
  useEffect(() => cancel, [cancel]);

  /** One measurement; what has been measured when it is cancelled stays to be read. */
  const during = async (work: (signal: AbortSignal, progress: (doing: string, done: number) => void) => Promise<void>) => {
    if (control.current) return;
    const { signal } = (control.current = new AbortController());
    const since = performance.now();
    setFailure(undefined);
    setProgress({ doing: 'starting', done: 0, since });
    try {
      await work(signal, (doing, done) => setProgress({ doing, done, since }));
    } catch (error) {
      if (!signal.aborted) setFailure(messageOf(error));
    } finally {
      control.current = undefined;
      setProgress(undefined);
    }
  };

  const runComparison = (settings: Settings) =>
    during(async (signal, progress) => {
      const { backend, model } = settings;
      const [batch, steps] = [Number(settings.batch), Number(settings.steps)];
      setReport(undefined);
      const comparison = await compare(
        { contenders: contendersOf(settings), model: modelPresets[model], batch, warmup: WARMUP, steps },
        {
          open: openOn(backend),
          product: () => openOn(backend)('plain'),
          signal,
          onProgress(doing, done, outcomes) {
            progress(doing, done);
            if (outcomes.some(({ opened }) => opened))
              setReport(reportOf(backend, model, batch, { outcomes, disagreement: NaN, limit: null }));
          },
        },
      );
      setReport(reportOf(backend, model, batch, comparison));
    });

  const runSweep = (settings: Settings) =>
    during(async (signal, progress) => {
      const { backend, model, batch } = settings;
      setSwept(undefined);
      const result = await sweep(
        {
          contenders: ['ours'],
          points: ({ software }) => sweepPoints(modelPresets[model], Number(batch), software || backend === 'wasm' ? 'few' : 'many'),
          steps: SWEEP_STEPS,
        },
        {
          open: openOn(backend),
          signal,
          onProgress(doing, done, so) {
            progress(doing, done);
            if (so.points.length > 0) setSwept({ settings, result: { ...so, points: [...so.points] } });
          },
        },
      );
      setSwept({ settings, result });
    });

  return { progress, report, swept, failure, runComparison, runSweep, cancel };
}
