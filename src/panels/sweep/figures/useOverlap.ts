/**
 * Shares of hard negatives that pairs of cells have in common, from the last snapshots of their records: read one after the other, looked
 * through in the analysis worker, and kept as lists of neighbours alone.
 */
import { useEffect, useState } from 'react';
import { messageOf } from '../../../core/errors';
import { TopK } from '../../../core/metrics/retrieval/topK';
import { sharedTopK, type CellPair, type OverlapLine } from '../../../core/sweep';
import type { AnalysisPort } from '../../../state/analysis';
import { useAnalysis, useLabStores } from '../../../state/LabProvider';
import type { RecordPort } from '../../../state/library/runs.types';

/** Anchors looked at, the same for all cells: a mean over so many is known to about two per cent. */
const ANCHORS = 400;

/** Hard negatives by record: what was found once is not looked for again. */
const found = new Map<string, TopK>();

export interface Overlap {
  shareOf(pair: CellPair): number | undefined;
  /** Cells that are still to be looked through. */
  left: number;
  problem?: string;
}

/**
 * @param lines pairs that are asked for; the same object as long as they are the same
 * @param records record of each cell, by the cell's id
 */
export function useOverlap(lines: readonly OverlapLine[] | undefined, records: ReadonlyMap<string, string>, k: number): Overlap {
  const { records: port } = useLabStores();
  const analysis = useAnalysis();
  const [, setCount] = useState(0);
  const [problem, setProblem] = useState<string>();
  const wanted = neededRecords(lines, records);
  const key = wanted.join();
  useEffect(() => {
    const control = new AbortController();
    // Of what is shown alone: lists of thousands of images take megabytes.
    for (const record of found.keys()) if (!key.includes(record)) found.delete(record);
    const go = async () => {
      for (const record of key === '' ? [] : key.split(',')) {
        if (found.has(record)) continue;
        const top = await hardestOf(record, port, analysis, control.signal);
        if (control.signal.aborted) return;
        found.set(record, top);
        setCount((count) => count + 1);
      }
    };
    go().catch((error: unknown) => {
      if (!control.signal.aborted) setProblem(messageOf(error));
    });
    return () => control.abort();
  }, [key, port, analysis]);
  const shareOf = ([a, b]: CellPair): number | undefined => {
    const [one, other] = [found.get(records.get(a) ?? ''), found.get(records.get(b) ?? '')];
    return one && other && one.n === other.n ? sharedTopK(one, other, k) : undefined;
  };
  const left = wanted.filter((record) => !found.has(record)).length;
  return { shareOf, left, ...(problem === undefined ? {} : { problem }) };
}

function neededRecords(lines: readonly OverlapLine[] | undefined, records: ReadonlyMap<string, string>): string[] {
  const pairs = (lines ?? []).flatMap(({ points }) =>
    points.flatMap(({ compared, control }) => [...compared.map(({ pair }) => pair), ...control]),
  );
  return [...new Set(pairs.flat())].flatMap((cell) => records.get(cell) ?? []);
}

async function hardestOf(id: string, port: RecordPort, analysis: AnalysisPort, signal: AbortSignal): Promise<TopK> {
  const record = await port.read(id);
  const run = record.runs[0];
  const snapshot = run?.snapshots.at(-1);
  const labels = record.evaluated.find(({ part }) => part === snapshot?.part)?.labels;
  if (!run || !snapshot || !labels) throw new Error(`The record “${record.title ?? id}” has no snapshot to compare.`);
  const { features, n, d, head } = snapshot;
  const top = new TopK(n);
  const of = { features, labels, n, d, head, geometry: run.configuration.geometry };
  await analysis.topK(of, 0, Math.min(n, ANCHORS), (part) => top.add(part), signal);
  return top;
}
