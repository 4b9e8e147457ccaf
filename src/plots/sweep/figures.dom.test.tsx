import { fireEvent, render, screen, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { csvParse } from 'd3';
import { describe, expect, it, vi } from 'vitest';
import { groupsOf, settingKey } from '../../core/sweep/grouping';
import { overlapLines, overlapSeries } from '../../core/sweep/overlap';
import { OWN_TEMPERATURE, pairedSeries, seriesAgainst, tablesOver } from '../../core/sweep/series';
import { gridCells } from '../../core/sweep/testing/grid';
import type { CellStatus, Grid } from '../../core/sweep/sweep.types';
import { csvText } from '../export';
import { plotsIn } from '../export/exported';
import { laidOut } from '../testing/laidOut';
import { AgainstEffective, OverlapFigure, ParallelCoordinates, SweepHeat, SweepLines } from '.';

laidOut(480, 280);

const taus = [0.05, 0.1, 0.2];
const grid: Grid = {
  'runs.geometry': ['spherical', 'hyperbolic'],
  'head.tauSpherical': taus,
  'head.tauHyperbolic': taus,
  'head.c': [0.1, 1],
  seed: [0, 1, 2],
};
/** Recall peaks at τ = .1, a seed is a hundredth; effective negatives are a thousand times τ. */
const statuses = gridCells(grid).map((cell): CellStatus => {
  const { head, seed } = cell.config;
  const tau = cell.geometry === 'spherical' ? head.tauSpherical : head.tauHyperbolic;
  const recall = 0.4 - Math.abs(tau - 0.1) + seed / 100;
  return { cell, state: 'done', step: 100, steps: 100, metrics: { 'recall@1': recall, 'effective negatives': 1000 * tau } };
});
const groups = groupsOf(statuses, { metric: 'recall@1' });
const table = (figure: HTMLElement) => csvParse(csvText(plotsIn(figure)[0]!.table() as Parameters<typeof csvText>[0]));

describe('a metric against a swept setting', () => {
  const series = seriesAgainst(groups, OWN_TEMPERATURE);
  const figure = () => screen.getByRole('figure', { name: 'Recall@1 against temperature τ' });

  it('is named by both, says the best of each line, and has a tick at each value', () => {
    render(<SweepLines metric="recall@1" x={OWN_TEMPERATURE} series={series} />);
    const picture = within(figure()).getByRole('img', {
      name: /^Recall@1 against temperature τ\. spherical: best 41\.0.% ± 0\.6 at τ 0\.1; hyperbolic, c 0\.1: /,
    });
    expect(picture.querySelectorAll('.figure-mean')).toHaveLength(9);
    expect(picture.querySelectorAll('.figure-dot')).toHaveLength(27);
    expect(picture.querySelectorAll('.whiskers path')).toHaveLength(9);
    for (const tau of taus) expect(within(picture).getByText(String(tau))).toBeDefined();
    expect(
      within(figure())
        .getAllByRole('listitem')
        .map(({ textContent }) => textContent),
    ).toEqual(['spherical', 'hyperbolic, c 0.1', 'hyperbolic, c 1']);
  });

  it('lets every cell be read and opened with the keys', async () => {
    const keys = userEvent.setup();
    const open = vi.fn();
    render(<SweepLines metric="recall@1" x={OWN_TEMPERATURE} series={series} open={open} opened={statuses[1]!.cell.id} />);
    await keys.tab();
    const reader = screen.getByRole('slider', { name: /^Read cells: Recall@1/ });
    expect(reader.getAttribute('aria-valuetext')).toMatch(
      /^spherical, τ 0\.05, seed 0: 35\.0.%\. spherical, τ 0\.05: 36\.0.% ± 0\.6, of 3$/,
    );
    fireEvent.change(reader, { target: { value: '4' } });
    expect(reader.getAttribute('aria-valuetext')).toMatch(/^spherical, τ 0\.1, seed 1/);
    await keys.keyboard('{Enter}');
    const [, second] = series[0]!.points;
    expect(open).toHaveBeenCalledWith(second!.group.values[1]!.cell);
    expect(figure().querySelectorAll('.figure-opened')).toHaveLength(1);
  });

  it('opens the cell that is pointed at, and none where there is none near', async () => {
    const open = vi.fn();
    render(<SweepLines metric="recall@1" x={OWN_TEMPERATURE} series={series} open={open} />);
    const dot = figure().querySelectorAll('.figure-dot')[0]!;
    const box = figure().querySelector('.dot-lines')!;
    const at = (x: number, y: number) => {
      fireEvent.pointerMove(box, { clientX: x, clientY: y });
      fireEvent.pointerUp(box, { clientX: x, clientY: y, button: 0 });
    };
    at(2, 2);
    expect(open).not.toHaveBeenCalled();
    at(Number(dot.getAttribute('cx')) + 2, Number(dot.getAttribute('cy')));
    expect(open).toHaveBeenCalledWith(series[0]!.points[0]!.group.values[0]!.cell);
  });

  it('exports each cell with its mean', () => {
    render(<SweepLines metric="recall@1" x={OWN_TEMPERATURE} series={series} />);
    const rows = table(figure());
    expect(rows).toHaveLength(27);
    expect(rows[3]).toMatchObject({ line: 'spherical', 'temperature τ': '0.1', seed: '0', 'Recall@1, %': '40', mean: '41', steps: '100' });
    expect(Number(rows[3]!['standard error'])).toBeCloseTo(1 / Math.sqrt(3), 6);
  });

  it('draws a level where the setting means nothing, and marks test classes', () => {
    render(<SweepLines metric="recall@1" part="test" x="head.c" series={seriesAgainst(groups, 'head.c')} />);
    const figure = screen.getByRole('figure', { name: 'Recall@1 against curvature c' });
    expect(within(figure).getByText('Recall@1 of test classes, %')).toBeDefined();
    expect(within(figure).getByText(/^Test classes\./)).toBeDefined();
    expect(within(figure).getByRole('img', { name: /spherical, τ_s 0\.1: 41\.0.% ± 0\.6 all along/ })).toBeDefined();
    expect(figure.querySelectorAll('line.figure-line')).toHaveLength(3);
  });

  it('says that it has not begun', () => {
    render(<SweepLines metric="recall@1" x="head.c" series={[]} values={[0.1, 1]} />);
    expect(screen.getByText(/begins with the first cell/)).toBeDefined();
    expect(screen.queryByRole('slider')).toBeNull();
  });
});

describe('a metric over two swept settings', () => {
  const [ofHyperbolic] = tablesOver(groups.slice(0, -1), 'head.tauHyperbolic', 'head.c');

  it('has a field for each pair, says the best, and is gone over with the arrow keys', async () => {
    const keys = userEvent.setup();
    const open = vi.fn();
    render(<SweepHeat metric="recall@1" x="head.tauHyperbolic" y="head.c" table={ofHyperbolic!} open={open} />);
    const figure = screen.getByRole('figure', { name: 'Recall@1 over temperature τ hyperbolic and curvature c, hyperbolic' });
    expect(figure.querySelectorAll('.figure-heat-field')).toHaveLength(6);
    expect(figure.querySelectorAll('.figure-heat-field[data-there]')).toHaveLength(5);
    within(figure).getByRole('group', { name: /5 of 6 fields\. Best 41\.0.% ± 0\.6 at τ_h 0\.1, c 0\.1/ });
    await keys.tab();
    const fields = within(figure).getByRole('slider');
    expect(fields.getAttribute('aria-valuetext')).toMatch(/^τ_h 0\.05, c 0\.1: 36/);
    await keys.keyboard('{ArrowRight}{ArrowUp}{Enter}');
    expect(fields.getAttribute('aria-valuetext')).toMatch(/^τ_h 0\.1, c 1: 41/);
    expect(open).toHaveBeenCalledWith(ofHyperbolic!.cells[1]![1]);
    await keys.keyboard('{ArrowRight}{ArrowRight}');
    expect(fields.getAttribute('aria-valuetext')).toBe('τ_h 0.2, c 1: not yet');
    expect(table(figure)).toHaveLength(6);
  });
});

describe('parallel coordinates', () => {
  const figure = () => screen.getByRole('figure', { name: 'Recall@1 against τ_s, τ_h, c' });
  const paths = ['head.tauSpherical', 'head.tauHyperbolic', 'head.c'];

  it('have a line for each setting, and leave those that pass the brushes', async () => {
    const keys = userEvent.setup();
    const kept = vi.fn();
    render(<ParallelCoordinates metric="recall@1" paths={paths} groups={groups} kept={kept} />);
    expect(figure().querySelectorAll('.parallel-line[data-there]')).toHaveLength(9);
    // Away from its lower end: what has no c is left out, then what has the lower c.
    const from = screen.getByRole('slider', { name: 'c, from' });
    expect(from.getAttribute('aria-valuetext')).toBe('none');
    from.focus();
    await keys.keyboard('{ArrowUp}');
    expect(figure().querySelectorAll('.parallel-line[data-there]')).toHaveLength(6);
    await keys.keyboard('{ArrowUp}');
    expect(kept.mock.lastCall![0].map(({ at }: { at: Record<string, unknown> }) => at['head.c'])).toEqual([1, 1, 1]);
    screen.getByText(/3 of 9 settings shown/);
    expect(table(figure()).filter(({ shown }) => shown === 'true')).toHaveLength(3);
    await keys.click(screen.getByRole('button', { name: 'Show all' }));
    expect(figure().querySelectorAll('.parallel-line[data-there]')).toHaveLength(9);
  });

  it('are brushed by dragging along an axis; a click shows all again', () => {
    render(<ParallelCoordinates metric="recall@1" paths={paths} groups={groups} />);
    const axis = figure().querySelectorAll('.parallel-axis')[3]!;
    (axis as unknown as { setPointerCapture(): void }).setPointerCapture = () => undefined;
    const drag = (from: number, to: number) => {
      fireEvent.pointerDown(axis, { clientY: from, button: 0 });
      fireEvent.pointerMove(axis, { clientY: to });
      fireEvent.pointerUp(axis, { clientY: to });
    };
    drag(20, 60);
    expect(figure().querySelectorAll('.parallel-line[data-there]')).toHaveLength(3);
    expect(figure().querySelectorAll('.brush-mark')).toHaveLength(1);
    drag(60, 60);
    expect(figure().querySelectorAll('.parallel-line[data-there]')).toHaveLength(9);
  });
});

describe('overlap of hard negatives', () => {
  it('stands beside what two seeds of one setting share', () => {
    const reference = statuses.find(({ cell }) => cell.geometry === 'hyperbolic')!.cell;
    const lines = overlapLines(statuses, 'head.c', { setting: settingKey(reference, ['seed']) });
    const series = overlapSeries(lines, ([a, b]) => (a < b ? 0.5 : 0.6));
    render(<OverlapFigure k={6} x="head.c" series={series} reference="hyperbolic, τ_h 0.05, c 0.1" />);
    const figure = screen.getByRole('figure', { name: 'Overlap of top-6 hard negatives against curvature c' });
    within(figure).getByRole('img', {
      name: /hyperbolic, τ_h 0\.05 at c 0\.1: 5\d\.\d.% with another seed; hyperbolic, τ_h 0\.05 at c 1: 5\d\.\d.% with hyperbolic, τ_h 0\.05, c 0\.1, /,
    });
    // Three lines; the reference has no point of its own.
    expect(figure.querySelectorAll('.control .band')).toHaveLength(3);
    expect(figure.querySelectorAll('.figure-mean')).toHaveLength(5);
    const rows = table(figure);
    expect(rows.filter(({ highest }) => highest !== '')).toHaveLength(6);
    expect(rows).toHaveLength(6 + 5 * 3);
  });
});

describe('a metric beside the effective negatives', () => {
  it('has a point for each setting, joined along the temperature', () => {
    const series = pairedSeries(groupsOf(statuses, { metric: 'effective negatives' }), groups, OWN_TEMPERATURE);
    render(<AgainstEffective metric="recall@1" along={OWN_TEMPERATURE} series={series} />);
    const figure = screen.getByRole('figure', { name: 'Recall@1 against effective negatives' });
    within(figure).getByRole('img', { name: /spherical, τ 0\.1: 41\.0.% ± 0\.6 with 100\.0 ± 0 effective negatives/ });
    expect(figure.querySelectorAll('path.figure-line')).toHaveLength(3);
    expect(table(figure)[0]).toMatchObject({ line: 'spherical', τ: '0.05', seed: '0', 'effective negatives': '50' });
  });
});
