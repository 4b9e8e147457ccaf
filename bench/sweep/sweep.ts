/** Step time over the sizes of a batch and a model. */
import { messageOf } from '../../src/core/errors';
import type { Ports } from '../step/comparison';
import type { ContenderName, Limit, Opened, Session } from '../step/protocol';
import { median, spread } from '../step/statistics';
import { fitOverhead, type Fit } from './fit';
import { distinctShapes, keyOf, type Point, type Shape } from './points';

export interface SweepPoint extends Point {
  contender: ContenderName;
  /** Median of a step, and the distance between the fastest and the slowest, ms. */
  ms: number;
  spread: number;
}

export interface SweepResult {
  adapter: string;
  points: SweepPoint[];
  fits: { contender: ContenderName; fit: Fit }[];
  limit: Limit | null;
  /** Shapes that could not be measured. */
  failures: { contender: ContenderName; model: Shape['model']; batch: number; reason: string }[];
}

export interface SweepPlan {
  contenders: readonly ContenderName[];
  /** From what is opened: a program that imitates a GPU gets fewer points. */
  points(opened: Opened): Point[];
  /** Timed steps a point, after one that compiles. */
  steps: number;
}

type SweepPorts = Omit<Ports, 'onProgress'> & { onProgress?(doing: string, done: number, result: SweepResult): void };

/** Beyond this a device is given back and another opened: what tfjs pools for one shape it does not use for the next. */
const MOST_BYTES = 1.5e9;
/** Larger shapes are not tried after so many failures. */
const MOST_FAILURES = 2;

/** Throws the signal's reason when it has been aborted; a shape that fails ends up in `failures`. */
export async function sweep({ contenders, points, steps }: SweepPlan, { open, signal, onProgress }: SweepPorts): Promise<SweepResult> {
  const result: SweepResult = { adapter: '', points: [], fits: [], limit: null, failures: [] };
  let session: Session | undefined;
  const close = async () => {
    const closing = session;
    session = undefined;
    await closing?.close();
  };
  const stop = () => void close();
  signal?.addEventListener('abort', stop);
  try {
    for (const [turn, contender] of contenders.entries()) {
      const first = await open(contender);
      session = first.session;
      result.adapter ||= first.opened.adapter;
      const wanted = points(first.opened);
      const shapes = distinctShapes(wanted);
      let failed = 0;
      for (const [i, { model, batch, flops }] of shapes.entries()) {
        signal?.throwIfAborted();
        if (failed >= MOST_FAILURES) break;
        const doing = `${contender}: ${inWords({ model, batch })}`;
        onProgress?.(doing, (turn + i / shapes.length) / contenders.length, result);
        try {
          session ??= (await open(contender)).session;
          const { times, bytes } = await measured(session, { model, batch, flops }, steps);
          const timing = { contender, ms: median(times), spread: spread(times) };
          const key = keyOf({ model, batch });
          result.points.push(...wanted.filter((point) => keyOf(point) === key).map((point) => ({ ...point, ...timing })));
          if (bytes > MOST_BYTES) await close();
        } catch (error) {
          signal?.throwIfAborted();
          failed++;
          result.failures.push({ contender, model, batch, reason: messageOf(error) });
          await close();
        }
      }
      const fit = fitOverhead(result.points.filter((point) => point.contender === contender));
      if (fit) result.fits.push({ contender, fit });
      // The product is ours: jax-js has none to offer.
      if (contender !== 'jax' && !result.limit) {
        signal?.throwIfAborted();
        session ??= (await open(contender)).session;
        // Without it the plot has no line for the limit, and all the rest.
        result.limit = await session.ask('limit', null).catch(() => null);
      }
      await close();
    }
    return result;
  } finally {
    signal?.removeEventListener('abort', stop);
    await close();
  }
}

async function measured(session: Session, { model, batch }: Shape, steps: number) {
  await session.ask('prepare', { model, batch });
  let bytes = (await session.ask('step', null)).bytes;
  const times: number[] = [];
  for (let i = 0; i < steps; i++) {
    const sample = await session.ask('step', null);
    times.push(sample.ms);
    bytes = sample.bytes;
  }
  return { times, bytes };
}

/** `batch 16, 32 px, width 64, depth 2`. */
export const inWords = ({ model, batch }: Pick<Shape, 'model' | 'batch'>): string =>
  `batch ${batch}, ${model.image} px, width ${model.width}, depth ${model.depth}`;
