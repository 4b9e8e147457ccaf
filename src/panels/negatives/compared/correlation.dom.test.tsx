import { render, screen, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { kendallTauB } from '../../../core/metrics/negatives/rankCorrelation';
import { fixed } from '../../../plots';
import { LabProvider } from '../../../state/LabProvider';
import { recordedLab } from '../../../state/testing/recordedLab';
import { anchorView, defaultComparison, rankingsOf } from '../../../state/views/selection';
import { NegativesPanel } from '../NegativesPanel';

it('each row says how far the order of all its negatives agrees with the run compared, and what the number is', () => {
  const stores = recordedLab();
  render(
    <LabProvider stores={stores}>
      <NegativesPanel />
    </LabProvider>,
  );
  const { runs, evaluation, anchor } = stores.lab.getState();
  const rankings = rankingsOf(runs);
  expect(rankings.length).toBeGreaterThan(1);
  for (const ranking of rankings) {
    const other = defaultComparison(rankings, ranking)!;
    const byRow = [ranking, other].map((one) => {
      const { negatives, distances } = anchorView(one, evaluation!.labels, anchor)!;
      return new Map(Array.from(negatives, (index, i) => [index, distances[i]!]));
    });
    const rows = [...byRow[0]!.keys()];
    const [a, b] = byRow.map((distances) => rows.map((row) => distances.get(row)!));
    const row = within(screen.getByRole('region', { name: `Hard negatives – ${ranking.name}` }));
    const term = row.getByText('rank correlation');
    expect(term.getAttribute('aria-description')).toMatch(/Kendall’s τ_b, which is no temperature/);
    const said = term.parentElement!;
    expect(said.textContent).toBe(`rank correlation ${fixed(kendallTauB(a!, b!), 2)}`);
    expect(said.title).toContain(other.name);
  }
});
