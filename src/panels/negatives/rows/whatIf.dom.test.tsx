import { act, render, screen, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { gradientShare } from '../../../plots';
import { LabProvider } from '../../../state/LabProvider';
import { recordedLab } from '../../../state/testing/recordedLab';
import { anchorView, rankingsOf, whatIfHead } from '../../../state/views/selection';
import { NegativesPanel } from '../NegativesPanel';

it('p under the thumbnails and the order of the rows follow the sliders, which is said', () => {
  const stores = recordedLab();
  const { lab } = stores;
  render(
    <LabProvider stores={stores}>
      <NegativesPanel />
    </LabProvider>,
  );
  const row = (name: string) => within(screen.getByRole('region', { name: `Hard negatives – ${name}` }));
  const tiles = (name: string) =>
    row(name)
      .getAllByRole('button', { name: / negative, / })
      .map((tile) => ({ index: Number(tile.dataset.index), label: tile.getAttribute('aria-label') }));
  const before = { spherical: tiles('spherical'), fused: tiles('fused') };
  expect(row('fused').queryByText(/what if/)).toBeNull();

  const whatIf = { tauSpherical: 0.5, lambda: 9, c: 2 };
  act(() => lab.setState({ whatIf }));
  const { runs, evaluation, anchor, k } = lab.getState();
  for (const ranking of rankingsOf(runs)) {
    const { config, geometry, name } = runs.find(({ id }) => id === ranking.run)!;
    const head = whatIfHead({ config, geometry }, ranking.head, whatIf)!;
    const view = anchorView(ranking, evaluation!.labels, anchor, head)!;
    const now = tiles(name);
    expect(now.map(({ index }) => index)).toEqual([...view.negatives.subarray(0, k)]);
    now.forEach(({ label }, i) => expect(label).toContain(`p ${gradientShare(view.weights![i]!)}`));
  }
  // τ alone changes p and no order; the fused score is made of what λ and τ weigh.
  expect(tiles('spherical').map(({ index }) => index)).toEqual(before.spherical.map(({ index }) => index));
  expect(tiles('spherical')).not.toEqual(before.spherical);
  expect(tiles('fused').map(({ index }) => index)).not.toEqual(before.fused.map(({ index }) => index));
  expect(row('fused').getByText('what if').parentElement!.textContent).toContain('λ 9');
  expect(row('spherical').getByText('what if').parentElement!.textContent).toBe('what if τ 0.5');

  act(() => lab.setState({ whatIf: {} }));
  expect(tiles('fused')).toEqual(before.fused);
});
