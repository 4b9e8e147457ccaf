/**
 * Recall@1 in parts: by how many images a class has, and by the levels of the hierarchy above the classes. Pure; made from the nearest
 * image of every row, so it costs nothing beside retrieval itself.
 */
import { ROLE_CODE, type ClassInfo } from '../../data/imageSet';
import { clusteredError } from './clusteredError';

export interface PartialRecall {
  /** Share of these queries whose nearest image is right, self excluded. */
  recallAt1: number;
  /** With classes as clusters, as that of Recall@1 of all queries. */
  standardError: number;
  queries: number;
}

export interface SizeRecall extends PartialRecall {
  /** 1: the smallest classes. Classes of one size are in one quartile, so that one may hold more than a quarter of them, or none and be left out. */
  quartile: 1 | 2 | 3 | 4;
  classes: number;
  /** Images that these classes have in the gallery, at least and at most. */
  from: number;
  to: number;
}

export interface LevelRecall extends PartialRecall {
  /** 1: the coarsest; a hit is an image of the same group of that level, of whatever class. */
  level: number;
  /** Groups of that level among the classes evaluated. */
  groups: number;
  /** Recall@1 of a nearest image that is drawn at random: coarse levels are easy. */
  chance: number;
}

export interface RecallBreakdown {
  byClassSize: SizeRecall[];
  byLevel: LevelRecall[];
}

/** Groups above the classes, row by row. */
export interface HierarchyLevel {
  level: number;
  /** [n] index of the group. */
  groups: Int32Array;
}

/**
 * The levels of the hierarchy that say more than the classes do: left out are those of which all rows are one group, and those whose
 * groups are the classes themselves. A class that lies less deep than a level is a group of its own there.
 * @param classes by whose paths the labels are grouped
 */
export function hierarchyLevels(classes: readonly Pick<ClassInfo, 'path'>[], labels: ArrayLike<number>): HierarchyLevel[] {
  const present = [...new Set(Array.from(labels))];
  const paths = new Map(present.map((label) => [label, classes[label]!.path.split('/')]));
  const deepest = Math.max(0, ...[...paths.values()].map(({ length }) => length));
  const levels: HierarchyLevel[] = [];
  for (let level = 1; level < deepest; level++) {
    const names = new Map(present.map((label) => [label, paths.get(label)!.slice(0, level).join('/')]));
    const distinct = [...new Set(names.values())];
    if (distinct.length < 2 || distinct.length === present.length) continue;
    const index = new Map(distinct.map((name, i) => [name, i]));
    levels.push({ level, groups: Int32Array.from(labels, (label) => index.get(names.get(label)!)!) });
  }
  return levels;
}

export interface BreakdownOptions {
  /** [n] class of each row. */
  labels: ArrayLike<number>;
  /** [n] codes of ROLE_CODE, where queries are looked up in the gallery alone. */
  role?: ArrayLike<number>;
  levels: readonly HierarchyLevel[];
  /** [n] the nearest row of the gallery, self excluded; −1 where there is none. */
  nearest: ArrayLike<number>;
}

export function breakDown({ labels, role, levels, nearest }: BreakdownOptions): RecallBreakdown {
  const n = labels.length;
  const inGallery = (row: number) => role?.[row] !== ROLE_CODE.query;
  const queries = Array.from({ length: n }, (_, row) => row).filter((row) => role?.[row] !== ROLE_CODE.gallery);
  const counted = (groups: ArrayLike<number>) => {
    const sizes = new Map<number, number>();
    for (let row = 0; row < n; row++) if (inGallery(row)) sizes.set(groups[row]!, (sizes.get(groups[row]!) ?? 0) + 1);
    return sizes;
  };
  /** Others of a row's group that it can find. */
  const others = (row: number, groups: ArrayLike<number>, sizes: ReadonlyMap<number, number>) =>
    (sizes.get(groups[row]!) ?? 0) - (inGallery(row) ? 1 : 0);
  const recall = (rows: readonly number[], groups: ArrayLike<number>): PartialRecall => {
    const byClass = new Map<number, { queries: number; hits: number }>();
    let hits = 0;
    for (const row of rows) {
      const found = nearest[row]!;
      const hit = found >= 0 && groups[found] === groups[row] ? 1 : 0;
      hits += hit;
      const own = byClass.get(labels[row]!) ?? { queries: 0, hits: 0 };
      byClass.set(labels[row]!, { queries: own.queries + 1, hits: own.hits + hit });
    }
    return { recallAt1: hits / rows.length, standardError: clusteredError([...byClass.values()], rows.length, hits), queries: rows.length };
  };

  const sizes = counted(labels);
  const answered = queries.filter((row) => others(row, labels, sizes) > 0);
  const gallery = Array.from({ length: n }, (_, row) => row).filter(inGallery).length;
  return {
    byClassSize: quartilesOf(answered, labels, sizes).map(({ rows, ...quartile }) => ({ ...quartile, ...recall(rows, labels) })),
    byLevel: levels.flatMap(({ level, groups }) => {
      const inGroups = counted(groups);
      const rows = queries.filter((row) => others(row, groups, inGroups) > 0);
      if (rows.length === 0) return [];
      const chances = rows.map((row) => others(row, groups, inGroups) / (gallery - (inGallery(row) ? 1 : 0)));
      const chance = chances.reduce((sum, one) => sum + one, 0) / rows.length;
      return [{ level, groups: new Set(Array.from(groups)).size, chance, ...recall(rows, groups) }];
    }),
  };
}

/** Queries by the size of their class; boundaries are the sizes of the classes a quarter, a half and three quarters of the way up. */
function quartilesOf(
  queries: readonly number[],
  labels: ArrayLike<number>,
  sizes: ReadonlyMap<number, number>,
): (Pick<SizeRecall, 'quartile' | 'classes' | 'from' | 'to'> & { rows: number[] })[] {
  const classes = [...new Set(queries.map((row) => labels[row]!))];
  const ascending = classes.map((label) => sizes.get(label)!).sort((a, b) => a - b);
  const bounds = [1, 2, 3].map((k) => ascending[Math.ceil((k * ascending.length) / 4) - 1]!);
  const quartileOf = (label: number) => 1 + bounds.filter((bound) => sizes.get(label)! > bound).length;
  return ([1, 2, 3, 4] as const).flatMap((quartile) => {
    const own = classes.filter((label) => quartileOf(label) === quartile);
    if (own.length === 0) return [];
    const held = own.map((label) => sizes.get(label)!);
    const chosen = new Set(own);
    const rows = queries.filter((row) => chosen.has(labels[row]!));
    return [{ quartile, classes: own.length, from: Math.min(...held), to: Math.max(...held), rows }];
  });
}
