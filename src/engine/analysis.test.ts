import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CancelledError, WorkerError } from '../core/errors';
import { embed } from '../core/geometry/vector';
import { AnchorField, FieldAnchor } from '../core/metrics/negatives/anchorSample';
import { EffectiveMapScan, logSteps, type EffectiveMap } from '../core/metrics/negatives/effectiveMap';
import { RankCorrelationScan } from '../core/metrics/negatives/rankCorrelation';
import { SelectionScan, type SelectionFound } from '../core/metrics/selectionScan';
import { TopK, TopKScan, type TopKPart } from '../core/metrics/retrieval/topK';
import { clusters } from '../core/projection/testing';
import { serve } from '../link';
import { ChannelWorker } from '../link/testing/channelWorker';
import { AnalysisHost } from '../worker/analysisHost';
import { AnalysisClient, type AnalysisOf } from './analysis';
import type { AnalysisProtocol } from './analysis.protocol';

const [n, d] = [90, 12];
const labels = Int32Array.from({ length: n }, (_, i) => Math.floor(i / 3));
const features = Float32Array.from(clusters(n, d, 9, d, 0.5));
const head = { tauSpherical: 0.1, tauHyperbolic: 0.2, lambda: 1.5, c: 0.3, clipRadius: 2.3, hyperbolicInput: 'raw' as const };
const of: AnalysisOf = { features, labels, n, d, geometry: 'fused', head };
const geometries = ['spherical', 'hyperbolic', 'fused'] as const;

interface Sent {
  type: string;
  array?: Float32Array;
}

describe('the analysis worker, asked by its client', () => {
  let workers: ChannelWorker[];
  let client: AnalysisClient;
  beforeEach(() => {
    workers = [];
    client = new AnalysisClient(() => {
      const worker = new ChannelWorker((scope) => {
        // Each look at the clock is two milliseconds on: some fifteen anchors a slice.
        let time = 0;
        const host = new AnalysisHost(() => (time += 2));
        serve<AnalysisProtocol>(host.handlers, (message) => host.hear(message), scope);
      });
      workers.push(worker);
      return worker;
    });
  });
  afterEach(() => client.close());

  const sent = (type: string, worker = workers[0]!) => (worker.sent as Sent[]).filter((message) => message.type === type);
  const answered = <T>(type: string, worker = workers[0]!) => worker.answered.filter((message) => message.type === type) as unknown as T[];

  it.each(geometries)('finds the hard negatives that are found on the page: %s', async (geometry) => {
    const found = new TopK(n);
    const parts: TopKPart[] = [];
    await client.topK({ ...of, geometry }, 0, Infinity, (part) => (parts.push(part), found.add(part)));
    const expected = new TopK(n);
    expected.add(new TopKScan(embed(features, n, d, geometry, head), head, labels).part(0, n, () => true));
    expect(found).toEqual(expected);
    expect(found.done).toBe(n);
    // In slices, so that others have their turn.
    expect(parts.length).toBeGreaterThan(4);
  });

  it.each(geometries)('maps effective negatives as they are mapped on the page: %s', async (geometry) => {
    const [taus, cs] = [logSteps(0.01, 2, 5), geometry === 'spherical' ? [1] : logSteps(0.001, 10, 4)];
    const anchors = [0, 7, 44];
    const map = await client.effectiveMap({ ...of, geometry }, anchors, taus, cs);
    const field = new AnchorField(features, n, d, labels);
    const scan = new EffectiveMapScan(
      anchors.map((anchor) => new FieldAnchor(field, anchor)),
      geometry,
      head,
      taus,
      cs,
    );
    let expected: EffectiveMap | undefined;
    while (!expected) expected = scan.advance();
    expect(map).toEqual(expected);
  });

  it.each(geometries)('finds of a selection what is found on the page: %s', async (geometry) => {
    const selected = Int32Array.from({ length: 40 }, (_, i) => 2 * i);
    const found = await client.selection({ ...of, geometry }, selected, 12);
    const scan = new SelectionScan(embed(features, n, d, geometry, head), head, labels, selected, 12);
    let expected: SelectionFound | undefined;
    while (!expected) expected = scan.advance();
    expect(found).toEqual(expected);
    // The page's own is not taken from it.
    expect(selected).toHaveLength(40);
  });

  it('compares two orders as they are compared on the page', async () => {
    const [a, b] = [of, { ...of, geometry: 'spherical' as const }];
    const ordered = (geometry: AnalysisOf['geometry']) => ({ embedding: embed(features, n, d, geometry, head), head });
    const scan = new RankCorrelationScan(ordered(a.geometry), ordered(b.geometry), labels, 25);
    let expected = scan.advance();
    while (!expected) expected = scan.advance();
    expect(await client.rankCorrelation(a, b, 25)).toEqual(expected);
    expect(expected.anchors).toBe(25);
  });

  it('is given features and labels once, by transfer of a copy, and transfers what it finds', async () => {
    await client.topK(of, 0, 20, () => undefined);
    await client.topK({ ...of, geometry: 'spherical' }, 0, 20, () => undefined);
    await client.effectiveMap(of, [0], [0.1], [1]);
    expect(sent('keep')).toHaveLength(2);
    for (const { array } of sent('keep')) expect(array!.byteLength).toBe(0);
    expect(features).toHaveLength(n * d);
    const parts = answered<{ progress: TopKPart }>('progress');
    expect(parts.length).toBeGreaterThan(1);
    for (const { progress } of parts) expect([progress.top.length, progress.largest.length, progress.wrong.length]).toEqual([0, 0, 0]);
    const map = answered<{ answer: EffectiveMap | null }>('done').at(-1)!.answer!;
    expect(map.values).toHaveLength(0);
  });

  it('forgets what has not been asked about for long', async () => {
    const other = () => ({ ...of, features: features.slice() });
    for (let i = 0; i < 40; i++) await client.topK(other(), 0, 1, () => undefined);
    // 40 of features, and once the labels, which are asked about each time.
    expect(sent('keep')).toHaveLength(41);
    expect(sent('forget')).toHaveLength(41 - 32);
  });

  it('stops working at what is withdrawn', async () => {
    const control = new AbortController();
    let parts = 0;
    const asked = client.topK(of, 0, n, () => ++parts === 1 && control.abort(), control.signal);
    await expect(asked).rejects.toBeInstanceOf(CancelledError);
    // Answered behind it: by then nothing more has come of the first.
    await client.topK(of, 0, 1, () => undefined);
    expect(parts).toBe(1);
    expect(answered('failed')).toMatchObject([{ error: { name: 'AbortError' } }]);
  });

  it('goes on in another worker where the one it has stops, with nothing lost and nothing twice', async () => {
    const found = new TopK(n);
    let dying = true;
    await client.topK(of, 0, n, (part) => {
      found.add(part);
      if (!dying) return;
      dying = false;
      workers[0]!.breakDown('out of memory');
    });
    expect(workers).toHaveLength(2);
    expect(found.done).toBe(n);
    expect(sent('topK', workers[1])).toMatchObject([{ first: expect.any(Number) as number, until: n }]);
    expect((sent('topK', workers[1])[0] as unknown as { first: number }).first).toBeGreaterThan(0);
    expect(sent('keep', workers[1])).toHaveLength(2);
  });

  it('says so where the worker stops again and again', async () => {
    const asked = client.effectiveMap(of, [0], [0.1], [1]);
    workers[0]!.breakDown('broken script');
    await Promise.resolve();
    while (workers.length < 2) await new Promise((resolve) => setTimeout(resolve));
    workers[1]!.breakDown('broken script');
    await expect(asked).rejects.toBeInstanceOf(WorkerError);
  });
});
