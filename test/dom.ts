/** What every component test needs: the page is empty after each, and no error of React passes unseen. */
import { cleanup, configure } from '@testing-library/react';
import { afterEach, beforeEach, expect, vi } from 'vitest';

// What is waited for comes when it comes: a busy machine makes it late, not wrong.
configure({ asyncUtilTimeout: 20_000 });

// The stand-in for a browser has no popovers.
for (const name of ['showPopover', 'hidePopover'] as const) HTMLElement.prototype[name] ??= () => undefined;

let errors: ReturnType<typeof vi.spyOn>;

beforeEach(() => {
  localStorage.clear();
  errors = vi.spyOn(console, 'error');
});

afterEach(() => {
  cleanup();
  const said = errors.mock.calls.map((call: unknown[]) => String(call[0]));
  errors.mockRestore();
  expect(said, 'errors in the console').toEqual([]);
});
