import { act, fireEvent, render, screen, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { inLab } from '../state/testing/rendered';
import { App } from './App';

it('everything on the page stands under one provider', () => {
  render(<App />, { wrapper: inLab });
  expect(screen.getByRole('main')).toBeTruthy();
  expect(screen.queryByText(/LabProvider/)).toBeNull();
});

it('leads to the three places; what is open stays open, and training is reached from each', async () => {
  render(<App />, { wrapper: inLab });
  const places = screen.getByRole('navigation', { name: 'Places' });
  const link = (name: string) => within(places).getByRole('link', { name });
  expect(link('Train').getAttribute('aria-current')).toBe('page');
  const train = document.getElementById('views');
  for (const name of ['Sweep', 'Runs']) {
    fireEvent.click(link(name));
    // Fetched when it is first opened, with all that it stands on.
    expect(await screen.findByRole('heading', { name: new RegExp(`^${name}\\b`), level: 2 }, { timeout: 20_000 })).toBeTruthy();
    expect(link(name).getAttribute('aria-current')).toBe('page');
    expect(link('Train').getAttribute('aria-current')).toBeNull();
    expect(screen.getByRole('button', { name: /^Train/ })).toBeTruthy();
  }
  expect(link('Sweep').getAttribute('href')).toBe('#v1&place=sweep');
  await act(async () => fireEvent.click(link('Train')));
  expect(document.getElementById('views')).toBe(train);
});

it('leaves links that are opened in another tab to the browser', () => {
  render(<App />, { wrapper: inLab });
  const link = screen.getByRole('link', { name: 'Sweep' });
  expect(fireEvent.click(link, { ctrlKey: true })).toBe(true);
  expect(link.getAttribute('aria-current')).toBeNull();
});
