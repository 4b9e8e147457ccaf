import { render, screen, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { expect, it } from 'vitest';
import { embed } from '../../core/geometry/vector';
import { SelectionScan } from '../../core/metrics/selectionScan';
import { csvText } from '../../plots';
import { LabProvider } from '../../state/LabProvider';
import { recordedLab } from '../../state/testing/recordedLab';
import { rankingsOf } from '../../state/views/selection';
import { SelectionDetails } from './SelectionDetails';
import { outsideTable, recallTable, selectedTable } from './exports';

const selected = [0, 1, 6, 7, 12];

function foundIn(stores: ReturnType<typeof recordedLab>) {
  const { runs, evaluation } = stores.lab.getState();
  const rankings = rankingsOf(runs);
  const found = rankings.map(({ snapshot: { features, n, d }, geometry, head }) => {
    const scan = new SelectionScan(embed(features, n, d, geometry, head), head, evaluation!.labels, Int32Array.from(selected), 24);
    for (;;) {
      const result = scan.advance();
      if (result) return result;
    }
  });
  return { rankings, found };
}

it('shows what the selection holds: images, classes, recall in every run, and what is nearest outside', async () => {
  const stores = recordedLab();
  stores.lab.getState().select(selected);
  const user = userEvent.setup();
  render(
    <LabProvider stores={stores}>
      <SelectionDetails />
    </LabProvider>,
  );
  await user.click(screen.getByRole('button', { name: 'details of the selection' }));
  const part = (name: string) => within(screen.getByRole('region', { name }));
  expect(part('Images').getAllByRole('button')).toHaveLength(5);
  expect(
    part('Classes')
      .getAllByRole('listitem')
      .map((item) => item.textContent),
  ).toEqual(['class 03 of 4', 'class 12 of 4']);
  await part('Nearest outside').findAllByRole('button', { name: /make it the anchor/ });
  const { rankings, found } = foundIn(stores);
  const rows = part('Recall').getAllByRole('row').slice(1);
  rankings.forEach(({ name }, i) => {
    expect(rows[i]!.textContent).toContain(name);
    expect(rows[i]!.textContent).toContain((100 * found[i]!.retrieval.recallAt[1]).toFixed(1));
  });
  const outside = part('Nearest outside').getAllByRole('button', { name: /make it the anchor/ });
  expect(outside).toHaveLength(24 - selected.length);
  await user.click(outside[0]!);
  expect(stores.lab.getState().anchor).toBe(found[0]!.outside[0]);
  await user.click(screen.getByRole('button', { name: 'Go through them' }));
  expect([...(stores.anchorOrder.getState().sequence ?? [])]).toEqual(selected);
});

it('is saved as tables', () => {
  const stores = recordedLab();
  const lab = stores.lab.getState();
  const { rankings, found } = foundIn(stores);
  expect(csvText(selectedTable(lab, new Set(selected))).split('\r\n')[2]).toBe('1,2,things/class 1');
  const recall = csvText(recallTable(rankings, found)).split('\r\n');
  expect(recall[0]).toContain('Recall@1,standard error');
  expect(recall).toHaveLength(rankings.length + 2);
  const outside = [...outsideTable(lab, rankings, found).rows];
  expect(outside).toHaveLength(rankings.length * (24 - selected.length));
  expect(outside[0]?.slice(0, 3)).toEqual([rankings[0]!.name, 1, found[0]!.outside[0]]);
});
