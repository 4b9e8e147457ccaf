import { render, screen } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { expect, it } from 'vitest';
import { Gloss } from '.';
import { GLOSSARY } from './glossary';

it('a term says what it means on hover and where Tab reaches it', async () => {
  const keys = userEvent.setup();
  render(<Gloss term="eff. neg." />);
  const term = screen.getByText('eff. neg.');
  expect(term.getAttribute('aria-description')).toBe(GLOSSARY['eff. neg.']);
  await keys.tab();
  expect(document.activeElement).toBe(term);
  expect(await screen.findByText(GLOSSARY['eff. neg.'])).toBeTruthy();
  await keys.tab();
  await keys.hover(term);
  expect(await screen.findByText(GLOSSARY['eff. neg.'], undefined, { timeout: 3000 })).toBeTruthy();
});

it('each gloss is a sentence or two, and no two are the same', () => {
  const all = Object.values(GLOSSARY);
  expect(new Set(all).size).toBe(all.length);
  for (const words of all) {
    expect(words).toMatch(/\.$/);
    expect(words.length).toBeLessThan(220);
  }
});
