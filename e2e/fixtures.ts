/**
 * What every browser test stands on: the page object `lab`, what is in the recording that the page opens with (`recorded`), and a watch over the page that fails the test on any error of the
 * page, the console or the GPU, and on any notice of an error. A test that provokes one says so with `lab.expectError`.
 */
import { expect, test as base } from '@playwright/test';
import { LabPage } from './pages/labPage';
import { readRecorded, type Recorded } from './pages/recording';

export { expect };
export { counted } from './pages/recording';

export const test = base.extend<{ lab: LabPage }, { recorded: Recorded }>({
  recorded: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads from the pattern what a fixture needs.
    async ({}, use) => use(await readRecorded()),
    { scope: 'worker' },
  ],
  lab: [
    async ({ page }, use) => {
      const lab = new LabPage(page);
      await use(lab);
      expect(await lab.unexpectedErrors(), 'errors of the page that the test did not announce').toEqual([]);
    },
    { auto: true },
  ],
});
