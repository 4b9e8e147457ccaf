import { render, screen } from '@testing-library/react';
import { beforeEach, expect, it } from 'vitest';
import { inLab } from '../state/testing/rendered';
import { App } from './App';

// The stand-in for a browser has no popovers.
beforeEach(() => {
  for (const name of ['showPopover', 'hidePopover'] as const) HTMLElement.prototype[name] ??= () => undefined;
});

it('everything on the page stands under one provider', () => {
  render(<App />, { wrapper: inLab });
  expect(screen.getByRole('main')).toBeTruthy();
  expect(screen.queryByText(/LabProvider/)).toBeNull();
});
