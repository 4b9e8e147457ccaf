/** The question where the labels are: what a person sees of it, and what an answer does. */
import { render, screen, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { expect, it, vi } from 'vitest';
import { LabelsUnclearError } from '../../../core/errors';
import type { IngestPreview, SessionPort } from '../../../state/library/ingest';
import { inLab, testStores } from '../../../state/testing/rendered';
import { LabelsQuestion } from './LabelsQuestion';

const question: NonNullable<IngestPreview['question']> = {
  about: 'label column',
  text: 'Which column of meta.csv is the label?',
  images: [0, 2, 4, 6, 8, 10],
  choices: [
    { title: 'column “diagnosis”', option: { labelColumn: 'diagnosis' }, labels: ['cat', 'emu', 'dog', 'cat', 'emu', null] },
    { title: 'column “sex”', option: { labelColumn: 'sex' }, labels: ['f', 'f', 'm', 'f', 'm', 'm'] },
  ],
};
const session = { thumbnails: async (entries: number[]) => entries.map(() => null) } as unknown as SessionPort;

it('shows six pictures, and the label that each reading would give them', () => {
  render(<LabelsQuestion session={session} question={question} />, { wrapper: inLab });
  expect(screen.getByRole('alert').textContent).toBe(question.text);
  const [head, ...rows] = screen.getAllByRole('row');
  expect(head!.querySelectorAll('canvas')).toHaveLength(6);
  expect(rows.map((row) => within(row).getByRole('button').textContent)).toEqual(['column “diagnosis”', 'column “sex”']);
  const cells = rows.map((row) =>
    within(row)
      .getAllByRole('cell')
      .map((cell) => cell.textContent),
  );
  expect(cells).toEqual([
    ['cat', 'emu', 'dog', 'cat', 'emu', 'none'],
    ['f', 'f', 'm', 'f', 'm', 'm'],
  ]);
});

it('is answered by choosing one, with the option that a script would give', async () => {
  const setLabels = vi.fn(async () => true);
  const { ingest } = testStores;
  const before = ingest.getState().setLabels;
  ingest.setState({ setLabels });
  render(<LabelsQuestion session={session} question={question} />, { wrapper: inLab });
  await userEvent.setup().click(screen.getByRole('button', { name: 'column “sex”' }));
  expect(setLabels).toHaveBeenCalledWith({ source: 'auto', options: { labelColumn: 'sex' } });
  ingest.setState({ setLabels: before });
});

it('asks about the split in the same way', async () => {
  const setLabels = vi.fn(async () => true);
  const { ingest } = testStores;
  const before = ingest.getState().setLabels;
  ingest.setState({ setLabels });
  const split: typeof question = {
    about: 'split',
    text: 'The folders “val” and “valid” are called alike. What are they?',
    images: [0, 2],
    choices: [
      { title: 'both to choose settings by', option: { split: 'folders' }, labels: ['validation', 'validation'] },
      { title: '“valid” to test', option: { split: { valid: 'test' } }, labels: ['validation', 'test'] },
      { title: '“valid” left out', option: { split: { valid: 'none' } }, labels: ['validation', null] },
    ],
  };
  render(<LabelsQuestion session={session} question={split} />, { wrapper: inLab });
  const region = screen.getByRole('region', { name: 'What is the split?' });
  expect(within(region).getAllByRole('columnheader')[0]!.textContent).toBe('The split');
  expect(within(region).getAllByRole('row').at(-1)!.textContent).toBe('“valid” left outvalidationnone');
  await userEvent.setup().click(screen.getByRole('button', { name: '“valid” to test' }));
  expect(setLabels).toHaveBeenCalledWith({ source: 'auto', options: { split: { valid: 'test' } } });
  expect(new LabelsUnclearError({ ...split, images: ['a', 'b'] }).message).toContain('{"split":{"valid":"test"}}');
  ingest.setState({ setLabels: before });
});

it('is what scripts get as an error, choices and all', () => {
  const error = new LabelsUnclearError({ ...question, images: question.images.map((i) => `set/${i}.png`) });
  expect(error.choices).toEqual(question.choices);
  expect(error.question.images).toHaveLength(6);
  expect(error.message).toContain('{"labelColumn":"diagnosis"} or {"labelColumn":"sex"}');
});
