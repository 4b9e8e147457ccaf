import { render, screen, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { expect, it } from 'vitest';
import { ConfusionCount } from '../../core/metrics/negatives/confusions';
import { LabProvider } from '../../state/LabProvider';
import { recordedLab } from '../../state/testing/recordedLab';
import { moveAnchor } from '../../state/views/anchorOrder';
import { rankingsOf } from '../../state/views/selection';
import { topKOf } from '../../state/views/useScans';
import { ConfusionsButton } from './ConfusionsButton';

const open = async () => {
  const stores = recordedLab();
  const user = userEvent.setup();
  render(
    <LabProvider stores={stores}>
      <ConfusionsButton />
    </LabProvider>,
  );
  await user.click(screen.getByRole('button', { name: 'Confusions' }));
  await screen.findByText(/24 images, each looked up/);
  const { runs, evaluation } = stores.lab.getState();
  const [ranking] = rankingsOf(runs);
  const scan = topKOf(ranking!, evaluation!.labels);
  return { stores, user, count: new ConfusionCount(scan, evaluation!.labels, stores.lab.getState().k).update() };
};
const firstCells = () =>
  screen
    .getAllByRole('row')
    .slice(1)
    .map((row) =>
      within(row)
        .getAllByRole('cell')
        .map(({ textContent }) => textContent),
    );

it('a pair of classes leads to its anchors: they are what next and previous go through', async () => {
  const { stores, user, count } = await open();
  const [pair] = count.pairs();
  const [first] = screen.getAllByRole('button', { name: /^Go through the anchors of/ });
  expect(first!.getAttribute('aria-label')).toBe(`Go through the anchors of class ${pair!.a} and class ${pair!.b}`);
  await user.click(first!);
  const anchors = [...count.anchorsOf(pair!.a, pair!.b)];
  expect(stores.lab.getState().anchor).toBe(anchors[0]);
  expect(stores.anchorOrder.getState()).toMatchObject({ order: 'list', words: `class ${pair!.a} – class ${pair!.b}` });
  const visited = anchors.map(() => {
    const { anchor } = stores.lab.getState();
    moveAnchor(stores, 1);
    return anchor;
  });
  expect(visited).toEqual(anchors);
  expect(stores.lab.getState().anchor).toBe(anchors[0]);
});

it('is sorted by the heads of its columns, and shows another run when asked', async () => {
  const { user, count } = await open();
  const numbers = () => firstCells().map(([, taken]) => Number.parseInt(taken ?? '', 10));
  const expected = count.pairs().map(({ taken }) => taken[0] + taken[1]);
  expect(numbers()).toEqual(expected);
  await user.click(screen.getByRole('button', { name: /taken for one another/ }));
  expect(numbers()).toEqual([...expected].reverse());
  expect(screen.getByRole('columnheader', { name: /taken for one another/ }).getAttribute('aria-sort')).toBe('ascending');
  await user.click(screen.getByRole('button', { name: /^classes/ }));
  const names = firstCells().map(([classes]) => classes ?? '');
  expect(names).toEqual([...names].sort());
});

it('recall by class is worst first and makes up that of the run', async () => {
  const { user, count } = await open();
  await user.click(screen.getByRole('button', { name: 'Recall by class' }));
  screen.getByRole('table', { name: 'Recall by class' });
  const rows = firstCells();
  expect(rows).toHaveLength(6);
  expect(rows.map(([, recall]) => Number.parseInt(recall ?? '', 10))).toEqual(
    count.byClass().map(({ recall }) => Math.round(100 * recall)),
  );
});
