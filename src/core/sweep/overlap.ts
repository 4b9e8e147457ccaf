/**
 * How many of an anchor's hardest negatives two cells share, for varying τ or c: beside a reference, and beside the control, the same
 * setting with another seed (DESIGN §2: different negatives are not by themselves a finding about geometry). The paper's Figure 2.
 */
import type { Geometry, HeadConfig } from '../configuration/schema';
import { embed, type Rows } from '../geometry/vector';
import { overlapBetween } from '../metrics/negatives/pairOverlap';
import { TopK, TopKScan } from '../metrics/retrieval/topK';
import { SEED } from './axes';
import { settingKey, SEED_ALONE, spreadOf } from './grouping';
import { byRest, valueAlong } from './series';
import type { CellStatus, GridValue } from './sweep.types';

/** What a cell's last snapshot says of its evaluated images. */
export interface Embedded {
  geometry: Geometry;
  head: HeadConfig;
  /** [n, d] after featureScale, before any normalisation. */
  features: Rows;
  n: number;
  d: number;
}

/**
 * The hardest negatives in the cell's own geometry, of every anchor or of the first so many in the order that all share, so that any
 * number of them is a fair sample. n² · d operations for all.
 * @param labels [n] class of each image
 */
export function hardestNegatives({ geometry, head, features, n, d }: Embedded, labels: ArrayLike<number>, anchors = n): TopK {
  const found = new TopK(n);
  const scan = new TopKScan(embed(features, n, d, geometry, head), head, labels);
  found.add(scan.part(0, anchors, () => true));
  return found;
}

/** Mean share of the top k that stands in both, 0 … 1, over the anchors both have. @throws RangeError where they are of other images */
export function sharedTopK(a: TopK, b: TopK, k: number): number {
  if (a.n !== b.n) throw new RangeError(`Hard negatives of ${a.n} and of ${b.n} images cannot be compared; evaluate both on the same`);
  return overlapBetween(a, b).meanShares()[k - 1]!;
}

/**
 * What cells are compared with, always of their own seed: the cells of one setting (`settingKey` without the seed), or those of a geometry
 * that agree with them in every setting that both have, and in the value along the axis.
 */
export type Reference = { setting: string } | { geometry: Geometry };

export type CellPair = readonly [a: string, b: string];

export interface OverlapPoint {
  x: GridValue;
  /** With the reference, seed by seed. Empty for the reference itself. */
  compared: readonly { seed: number; pair: CellPair }[];
  /** Every two seeds of the setting. */
  control: readonly CellPair[];
}

/** The pairs that a figure needs. */
export interface OverlapLine {
  key: string;
  label: string;
  geometry: Geometry;
  points: readonly OverlapPoint[];
}

interface Setting {
  key: string;
  geometry: Geometry;
  at: Readonly<Record<string, GridValue>>;
  lost: boolean;
  /** Seed → id of its cell. */
  seeds: Map<number, string>;
}

/** Of the cells that were trained to their budget. @param x path of the axis, as for `seriesAgainst` */
export function overlapLines(statuses: readonly CellStatus[], x: string, reference: Reference): OverlapLine[] {
  const settings = settingsOf(statuses);
  const lines = byRest(
    settings.filter((setting) => valueAlong(setting, x) !== undefined),
    [x],
  );
  return lines.map(({ key, label, geometry, members }) => {
    const points = members.map((setting): OverlapPoint => {
      const against = referenceOf(setting, settings, x, reference);
      const ids = [...setting.seeds.values()];
      return {
        x: valueAlong(setting, x)!,
        compared: [...setting.seeds].flatMap(([seed, id]) => {
          const other = against?.seeds.get(seed);
          return other === undefined ? [] : [{ seed, pair: [id, other] as const }];
        }),
        control: ids.flatMap((a, i) => ids.slice(i + 1).map((b) => [a, b] as const)),
      };
    });
    points.sort((a, b) => (typeof a.x === 'number' && typeof b.x === 'number' ? a.x - b.x : 0));
    return { key, label, geometry, points };
  });
}

function settingsOf(statuses: readonly CellStatus[]): Setting[] {
  const settings = new Map<string, Setting>();
  for (const { state, cell } of statuses) {
    if (state !== 'done') continue;
    const key = settingKey(cell, SEED_ALONE);
    const at = Object.fromEntries(Object.entries(cell.at).filter(([path]) => path !== SEED));
    const setting = settings.get(key) ?? { key, geometry: cell.geometry, at, lost: false, seeds: new Map<number, string>() };
    setting.seeds.set(cell.config.seed, cell.id);
    settings.set(key, setting);
  }
  return [...settings.values()];
}

/** Never the setting itself; undefined where there is none, or where several would do. */
function referenceOf(setting: Setting, settings: readonly Setting[], x: string, reference: Reference): Setting | undefined {
  if ('setting' in reference) return settings.find(({ key }) => key === reference.setting && key !== setting.key);
  if (setting.geometry === reference.geometry) return undefined;
  const fitting = settings.filter((other) => {
    const along = valueAlong(other, x);
    const agrees = Object.entries(other.at).every(
      ([path, value]) => isGeometry(path) || !(path in setting.at) || setting.at[path] === value,
    );
    return other.geometry === reference.geometry && agrees && (along === undefined || along === valueAlong(setting, x));
  });
  return fitting.length === 1 ? fitting[0] : undefined;
}

const isGeometry = (path: string): boolean => path === 'runs.geometry';

export interface OverlapValue {
  x: GridValue;
  /** Share of the top k shared with the reference: mean over the seeds, with each of them. Undefined where there is none. */
  compared?: { mean: number; standardError?: number; values: readonly { seed: number; value: number }[] };
  /**
   * Shared by two seeds of one setting: mean, lowest and highest of all pairs. Pairs of three seeds or more share seeds, so their mean has
   * no standard error of the common kind.
   */
  control?: { mean: number; lowest: number; highest: number; pairs: number };
}

export type OverlapSeries = Omit<OverlapLine, 'points'> & { points: readonly OverlapValue[] };

/** The figure's values, as far as overlaps are known. @param shareOf `sharedTopK` of two cells, by their ids; undefined where it is unknown */
export function overlapSeries(lines: readonly OverlapLine[], shareOf: (pair: CellPair) => number | undefined): OverlapSeries[] {
  return lines.map(({ points, ...line }) => ({
    ...line,
    points: points.map(({ x, compared, control }) => {
      const values = compared.flatMap(({ seed, pair }) => {
        const value = shareOf(pair);
        return value === undefined ? [] : [{ seed, value }];
      });
      const shares = control.map(shareOf).filter((share) => share !== undefined);
      return {
        x,
        ...(values.length > 0 ? { compared: { ...spreadOf(values.map(({ value }) => value)), values } } : {}),
        ...(shares.length > 0
          ? {
              control: {
                mean: spreadOf(shares).mean,
                lowest: Math.min(...shares),
                highest: Math.max(...shares),
                pairs: shares.length,
              },
            }
          : {}),
      };
    }),
  }));
}
