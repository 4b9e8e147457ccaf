/** Groups of cells laid out for figures: lines against one swept value, tables over two. Pure. */
import type { Geometry } from '../configuration/schema';
import { axisOf, GEOMETRY, symbolOf } from './axes';
import { spreadOf, type Group } from './grouping';
import type { GridValue } from './sweep.types';

/**
 * The temperature that a geometry has: τ_s of a spherical run, τ_h of a hyperbolic one; of a fused one τ_s where that is swept, else τ_h.
 * Stands where the path of a setting does, so that geometries can be shown against one axis.
 */
export const OWN_TEMPERATURE = 'temperature';

export const axisLabel = (path: string): string => (path === OWN_TEMPERATURE ? 'temperature τ' : (axisOf(path)?.label ?? path));
export const axisSymbol = (path: string): string => (path === OWN_TEMPERATURE ? 'τ' : symbolOf(path));

type Placed = Pick<Group, 'geometry' | 'at'>;

/** The setting that a group has for an axis of a figure. */
function pathFor({ geometry, at }: Placed, path: string): string {
  if (path !== OWN_TEMPERATURE) return path;
  const spherical = geometry === 'spherical' || (geometry === 'fused' && 'head.tauSpherical' in at);
  return spherical ? 'head.tauSpherical' : 'head.tauHyperbolic';
}

/** Undefined where the axis means nothing to it. */
export const valueAlong = (group: Placed, path: string): GridValue | undefined => group.at[pathFor(group, path)];

export interface Series {
  key: string;
  /** Geometry, and what else tells it from others of its geometry: “fused, λ 3”. */
  label: string;
  geometry: Geometry;
  /** Ascending where the axis has numbers. Empty for a geometry to which it means nothing, which has a level. */
  points: readonly { x: GridValue; group: Group }[];
  /** Of a setting to which the axis means nothing: one group, the same all along it. */
  level?: Group;
}

/** A line for each geometry and for each value of any further setting. */
export function seriesAgainst(groups: readonly Group[], x: string): Series[] {
  return byRest(groups, [x]).map(({ key, label, geometry, members }) => {
    const points = members.flatMap((group) => {
      const value = valueAlong(group, x);
      return value === undefined ? [] : [{ x: value, group }];
    });
    const level = members.find((group) => valueAlong(group, x) === undefined);
    points.sort((a, b) => (typeof a.x === 'number' && typeof b.x === 'number' ? a.x - b.x : 0));
    return { key, label, geometry, points, ...(level ? { level } : {}) };
  });
}

export interface Table {
  key: string;
  label: string;
  geometry: Geometry;
  x: readonly GridValue[];
  y: readonly GridValue[];
  /** [y][x]; undefined where there is none, or not yet. */
  cells: readonly (readonly (Group | undefined)[])[];
}

/** A table for each geometry to which both settings mean something, and for each value of any further setting. */
export function tablesOver(groups: readonly Group[], x: string, y: string): Table[] {
  const placed = groups.filter((group) => valueAlong(group, x) !== undefined && valueAlong(group, y) !== undefined);
  return byRest(placed, [x, y]).map(({ members, ...rest }) => {
    const xs = valuesAlong(members, x);
    const ys = valuesAlong(members, y);
    const at = (xValue: GridValue, yValue: GridValue) =>
      members.find((group) => valueAlong(group, x) === xValue && valueAlong(group, y) === yValue);
    return { ...rest, x: xs, y: ys, cells: ys.map((yValue) => xs.map((xValue) => at(xValue, yValue))) };
  });
}

/** Every value that the groups have along an axis, numbers ascending, words as they come. */
export function valuesAlong(groups: readonly Placed[], path: string): GridValue[] {
  const values = [...new Set(groups.map((group) => valueAlong(group, path)).filter((value) => value !== undefined))];
  return values.every((value) => typeof value === 'number') ? values.sort((a, b) => a - b) : values;
}

/** How an axis with these values is best drawn: by ratios where they are nearer to equal ratios than to equal distances. */
export function spacingOf(values: readonly GridValue[]): 'log' | 'linear' | 'words' {
  const numbers = values.filter((value): value is number => typeof value === 'number').sort((a, b) => a - b);
  if (numbers.length < values.length) return 'words';
  if (numbers.length < 2 || numbers[0]! <= 0) return 'linear';
  if (numbers.length === 2) return numbers[1]! / numbers[0]! >= 4 ? 'log' : 'linear';
  const unevenness = (along: readonly number[]) => {
    const gaps = along.slice(1).map((value, i) => value - along[i]!);
    return Math.max(...gaps) / Math.min(...gaps);
  };
  return unevenness(numbers.map(Math.log)) < unevenness(numbers) ? 'log' : 'linear';
}

interface Rest<G> {
  key: string;
  label: string;
  geometry: Geometry;
  members: G[];
}

/** Groups that differ in these axes alone, and how they are called. */
export function byRest<G extends Pick<Group, 'geometry' | 'at' | 'lost'>>(groups: readonly G[], axes: readonly string[]): Rest<G>[] {
  const found = new Map<string, Rest<G> & { rest: [string, GridValue][] }>();
  for (const group of groups) {
    const taken = axes.map((axis) => pathFor(group, axis));
    const rest = Object.entries(group.at).filter(([path]) => !taken.includes(path) && path !== GEOMETRY);
    const key = JSON.stringify([group.geometry, rest, group.lost]);
    const known = found.get(key);
    if (known) known.members.push(group);
    else found.set(key, { key, label: '', geometry: group.geometry, members: [group], rest });
  }
  const all = [...found.values()];
  return all.map(({ rest, ...one }) => {
    const siblings = all.filter(({ geometry }) => geometry === one.geometry);
    const telling = rest.filter(([path, value]) => siblings.some((sibling) => sibling.rest.find(([own]) => own === path)?.[1] !== value));
    const words = [one.geometry, ...telling.map(([path, value]) => `${symbolOf(path)} ${value}`)];
    return { ...one, label: words.join(', ') + (one.members[0]!.lost ? ' (stopped early)' : '') };
  });
}

/** Two measures of the same cells, joined along a setting. */
export interface PairedSeries {
  key: string;
  label: string;
  geometry: Geometry;
  points: readonly {
    /** Value along the setting; undefined where it means nothing to the geometry. */
    at: GridValue | undefined;
    x: { mean: number; standardError?: number };
    y: { mean: number; standardError?: number };
    values: readonly { cell: string; seed: number; x: number; y: number }[];
  }[];
}

/** @param xs @param ys groups of the same cells by two metrics; only cells that have both count */
export function pairedSeries(xs: readonly Group[], ys: readonly Group[], along: string): PairedSeries[] {
  const measured = new Map(xs.map(({ key, values }) => [key, new Map(values.map(({ cell, value }) => [cell, value]))]));
  const paired = ys.flatMap((group) => {
    const values = group.values.flatMap(({ cell, seed, value: y }) => {
      const x = measured.get(group.key)?.get(cell);
      return x === undefined ? [] : [{ cell, seed, x, y }];
    });
    return values.length === 0 ? [] : [{ ...group, values }];
  });
  return byRest(paired, [along]).map(({ key, label, geometry, members }) => ({
    ...{ key, label, geometry },
    points: members
      .map((group) => ({
        at: valueAlong(group, along),
        x: spreadOf(group.values.map(({ x }) => x)),
        y: spreadOf(group.values.map(({ y }) => y)),
        values: group.values,
      }))
      .sort((a, b) => (typeof a.at === 'number' && typeof b.at === 'number' ? a.at - b.at : 0)),
  }));
}
