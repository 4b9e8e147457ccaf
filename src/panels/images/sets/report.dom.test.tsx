/** The report: contradictions with what to do, and the list of images. */
import { render, screen, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, expect, it } from 'vitest';
import { inLab, testStores } from '../../../state/testing/rendered';
import type { ImageSetReport } from '../../../state/library/ingest';
import { ReportDialog } from './ReportDialog';

const { ingest, lab } = testStores;
const { listImageSet } = lab.getState();

const range = { least: 8, median: 8, most: 8, mean: 8 };
const image = (row: number, classPath: string, split: 'train' | 'test') => ({ row, name: `set/${classPath}/${row}.png`, classPath, split });
const report: ImageSetReport = {
  ...{
    set: 'own-set',
    title: 'set',
    classes: 2,
    images: 2,
    rejected: [],
    notes: [],
    singletons: 0,
    splitRule: 'by image, seed 1',
    bytes: 100,
  },
  statistics: { imagesPerClass: [1, 1], width: range, height: range, mean: [0.5, 0.5, 0.5], std: [0.2, 0.2, 0.2] },
  ...{ nearDuplicates: [], nearDuplicateCount: 0, complete: true },
  contradictions: [{ first: image(0, 'cat', 'train'), second: image(1, 'dog', 'test') }],
  contradictionCount: 1,
};

afterEach(() => {
  ingest.getState().hide('report');
  lab.setState({ listImageSet });
});

it('lists pictures under two labels, and every image when asked', async () => {
  lab.setState({
    listImageSet: async () => ({
      ...{ id: 'own-set', name: 'set', size: 32, notes: [] },
      classes: [{ path: 'cat', images: 1 }],
      images: [{ path: 'set/cat/0.png', class: 'cat', split: 'train' }],
    }),
  });
  ingest.setState({ outcome: { title: 'set', report, rejected: [] } });
  ingest.getState().show('report');
  render(<ReportDialog />, { wrapper: inLab });
  const contradictions = await screen.findByRole('region', { name: 'Contradictions' });
  expect(contradictions.textContent).toMatch(/1 picture under two labels.*relabel or leave out/);
  expect(contradictions.textContent).toContain('train and test');
  expect(contradictions.textContent).toContain('dog: set/dog/1.png');

  const images = screen.getByRole('region', { name: 'Images of the set' });
  expect(within(images).queryByRole('button', { name: 'Save images as CSV' })).toBeNull();
  await userEvent.setup().click(within(images).getByRole('button', { name: 'Show path, class and split of each' }));
  expect(await within(images).findByRole('button', { name: 'Save images as CSV' })).toBeTruthy();
  expect(within(images).getByRole('group', { name: 'Images' })).toBeTruthy();
});
