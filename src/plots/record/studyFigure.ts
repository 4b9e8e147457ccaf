/** The figure of a study: a measure against a swept setting, mean and standard error over the seeds, from records alone. Pure. */
import type { MetricKey } from '../../core/record/measures';
import { groupsOf } from '../../core/sweep/grouping';
import { axisLabel, OWN_TEMPERATURE, seriesAgainst } from '../../core/sweep/series';
import { settingsThatVary, type StudiedRun } from '../../core/sweep/study';
import { svgOf } from '../export/markup';
import type { Band, Series } from '../line/series';
import { runStyles } from '../runStyle';
import { sweptAxis, valueAxis } from '../sweep/figureAxis';
import { figureName, measureWords } from '../sweep/measures';
import type { RecordFigure } from './figures';
import { lineSvg } from './lineSvg';

const WIDTH = 560;
const HEIGHT = 300;

/** What a study is most likely about: the temperature, else the first setting that varies; undefined where none does. */
export function mainAxis(runs: readonly StudiedRun[]): string | undefined {
  const paths = settingsThatVary(runs);
  return paths.some((path) => path.startsWith('head.tau')) ? OWN_TEMPERATURE : paths[0];
}

/** @param x path of the setting, or `OWN_TEMPERATURE` */
export function studyFigure(runs: readonly StudiedRun[], metric: MetricKey, x: string): RecordFigure {
  const paths = settingsThatVary(runs);
  const groups = groupsOf(runs, { metric }).map((group) => ({
    ...group,
    at: Object.fromEntries(paths.flatMap((path) => (group.at[path] === undefined ? [] : [[path, group.at[path]]]))),
  }));
  const words = measureWords(metric);
  const lines = seriesAgainst(groups, x).filter(({ points }) => points.length > 0);
  const values = [...new Set(lines.flatMap(({ points }) => points.map((point) => point.x)))];
  const swept = sweptAxis(values.every((value) => typeof value === 'number') ? values.sort((a, b) => a - b) : values, axisLabel(x));
  const styles = runStyles(lines.map(({ key, geometry }) => ({ id: key, geometry })));
  const series: Series[] = [];
  const bands: Band[] = [];
  for (const { key, label, points } of lines) {
    const { colour, dash } = styles.get(key)!;
    const at = points.map((point) => swept.position(point.x));
    const mean = points.map(({ group }) => words.factor * group.mean);
    const error = points.map(({ group }) => words.factor * (group.standardError ?? 0));
    series.push({ id: key, label, colour, ...(dash === undefined ? {} : { dash }), x: at, y: mean });
    bands.push({ id: key, colour, x: at, lower: mean.map((y, i) => y - error[i]!), upper: mean.map((y, i) => y + error[i]!) });
  }
  const y = valueAxis(
    bands.flatMap(({ lower, upper }) => [...Array.from(lower), ...Array.from(upper)]),
    words.axis,
    words.limits,
  );
  const name = figureName(words, x);
  const seeds = Math.max(0, ...groups.map((group) => group.values.length));
  const title = `${name}: mean and standard error of ${seeds} seed${seeds === 1 ? '' : 's'}`;
  return { name: 'study', title, svg: svgOf(lineSvg({ summary: title, width: WIDTH, height: HEIGHT, x: swept.axis, y, series, bands })) };
}
