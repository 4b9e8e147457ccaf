import { describe, expect, it } from 'vitest';
import { defaultConfig } from '../configuration/presets';
import { headOf, type ExperimentConfig, type Geometry } from '../configuration/schema';
import { createRandom } from '../random/random';
import type { ExperimentRecord } from '../record/schema';
import { randomRecord } from '../record/testing/randomRecord';
import { hardestNegatives, sharedTopK } from './overlap';
import { overlapOfBest, runsOf, settingInWords, studyOf } from './study';

const [n, d] = [48, 4];
const labels = Int32Array.from({ length: n }, (_, i) => i % 8);
const cloud = (name: string) => {
  const random = createRandom(name);
  return Float32Array.from({ length: n * d }, () => random.normal());
};
// One with an evaluation and a picture of all images, to be filled in.
const model = Array.from({ length: 50 }, (_, seed) => randomRecord(seed)).find(
  ({ runs }) => runs[0]!.evaluations.length > 0 && runs[0]!.snapshots.every(({ subset }) => !subset),
)!;

interface Trained {
  geometry: Geometry;
  seed: number;
  tau: number;
  recall: number;
}

/** A kept experiment of one run, trained 150 steps. */
function trained({ geometry, seed, tau, recall }: Trained): ExperimentRecord {
  const [run] = model.runs;
  const configuration: ExperimentConfig = {
    ...defaultConfig,
    seed,
    head: { ...defaultConfig.head, tauHyperbolic: tau, tauSpherical: geometry === 'spherical' ? tau : defaultConfig.head.tauSpherical },
    runs: [{ id: 'r', name: `named ${seed}`, geometry }],
  };
  const head = headOf(configuration, configuration.runs[0]!);
  const evaluation = run!.evaluations[0]!;
  const at = { step: 150, part: 'validation' as const, head };
  const measured = {
    ...evaluation,
    ...at,
    images: n,
    of: n,
    retrieval: { ...evaluation.retrieval, recallAt: { 1: recall, 2: 1, 4: 1, 8: 1 } },
  };
  const features = cloud(`${geometry} ${seed} ${tau}`);
  return {
    ...model,
    configuration,
    imageSet: { id: 'set', name: 'a set', images: n, classes: 8, contentHash: 'sha256:aa' },
    evaluated: [{ part: 'validation', rows: Int32Array.from({ length: n }, (_, i) => i), labels, heldBack: 0 }],
    runs: [
      {
        ...run!,
        id: 'r',
        configuration: configuration.runs[0]!,
        // A later one of a subset, which does not compare.
        evaluations: [
          measured,
          { ...measured, step: 160, images: 8, retrieval: { ...measured.retrieval, recallAt: { 1: 0.01, 2: 1, 4: 1, 8: 1 } } },
        ],
        snapshots: [{ ...run!.snapshots[0]!, ...at, features, n, d }],
      },
    ],
  };
}

const records = (['spherical', 'hyperbolic'] as const).flatMap((geometry) =>
  [0.1, 0.2].flatMap((tau) => [1, 2, 3].map((seed) => trained({ geometry, seed, tau, recall: 0.5 + tau / 4 + seed / 100 }))),
);

describe('records as one study', () => {
  it('have a row for each setting: mean and standard error over the seeds, the settings that vary, the best of each geometry', () => {
    const { paths, rows } = studyOf(runsOf(records), 'recall@1');
    expect(paths).toEqual(['head.tauSpherical', 'head.tauHyperbolic']);
    expect(rows.map(({ geometry, values, seeds, steps, best }) => [geometry, values, seeds, steps, best])).toEqual([
      ['spherical', [0.1, undefined], 3, 150, false],
      ['spherical', [0.2, undefined], 3, 150, true],
      ['hyperbolic', [undefined, 0.1], 3, 150, false],
      ['hyperbolic', [undefined, 0.2], 3, 150, true],
    ]);
    expect(rows[0]!.mean).toBeCloseTo(0.545, 10);
    expect(rows[0]!.standardError).toBeCloseTo(0.01 / Math.sqrt(3), 10);
  });

  it('are counted once where the same settings were trained twice, whatever the runs are called', () => {
    const again = {
      ...records[0]!,
      runs: [{ ...records[0]!.runs[0]!, configuration: { id: 'x', name: 'x', geometry: 'spherical' as const } }],
    };
    expect(runsOf([...records, again])).toHaveLength(records.length);
  });

  it('that do not compare are refused: other images, another part', () => {
    const other = { ...records[0]!, imageSet: { ...records[0]!.imageSet, contentHash: 'sha256:bb' } };
    expect(() => runsOf([records[0]!, other])).toThrow(/“a set” \(sha256:bb\) .* different images/);
    const [run] = records[1]!.runs;
    const tested = { ...records[1]!, runs: [{ ...run!, evaluations: run!.evaluations.map((one) => ({ ...one, part: 'test' as const })) }] };
    expect(() => runsOf([records[0]!, tested])).toThrow(/validation images, others by test images/);
  });

  it('show what the best settings share of their hard negatives: seed by seed, and between seeds as the control', () => {
    const runs = runsOf(records);
    const { settings, shares } = overlapOfBest(runs, 'recall@1', 6);
    expect(settings).toEqual(['spherical, τ_s 0.2', 'hyperbolic, τ_h 0.2']);
    const top = (geometry: Geometry, seed: number) => {
      const { head, features } = runs.find(
        ({ cell }) =>
          cell.geometry === geometry &&
          cell.config.seed === seed &&
          cell.at[`head.tau${geometry === 'spherical' ? 'Spherical' : 'Hyperbolic'}`] === 0.2,
      )!.from.run.snapshots[0]!;
      return hardestNegatives({ geometry, head, features, n, d }, labels);
    };
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    const between = mean([1, 2, 3].map((seed) => sharedTopK(top('spherical', seed), top('hyperbolic', seed), 6)));
    expect(shares[0]![1]).toMatchObject({ pairs: 3 });
    expect(shares[0]![1]!.mean).toBeCloseTo(between, 12);
    const pairs = [
      [1, 2],
      [1, 3],
      [2, 3],
    ] as const;
    const control = mean(pairs.map(([a, b]) => sharedTopK(top('spherical', a), top('spherical', b), 6)));
    expect(shares[0]![0]!.mean).toBeCloseTo(control, 12);
    expect(shares[0]![0]).toEqual({ mean: shares[0]![0]!.mean, pairs: 3 });
  });

  it('have no best by a measure of which more is not better; what is shared is then of the best by Recall@1', () => {
    const runs = runsOf(records);
    expect(studyOf(runs, 'clipped share').rows.map(({ best }) => best)).toEqual([false, false, false, false]);
    expect(overlapOfBest(runs, 'clipped share', 6)).toEqual(overlapOfBest(runs, 'recall@1', 6));
  });

  it('say a setting in words', () => {
    expect(settingInWords({ geometry: 'fused', at: { 'head.lambda': 2 } }, ['head.tauHyperbolic', 'head.lambda'])).toBe('fused, λ 2');
  });
});
