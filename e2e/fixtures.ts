/**
 * What every browser test stands on: the page object `lab`, and a watch over the page that fails the test on any error of the
 * page, the console or the GPU, and on any notice of an error. A test that provokes one says so with `lab.expectError`.
 */
import { expect, test as base } from '@playwright/test';
import { LabPage } from './pages/labPage';

export { expect };

export const test = base.extend<{ lab: LabPage }>({
  lab: [
    async ({ page }, use) => {
      const lab = new LabPage(page);
      await use(lab);
      expect(await lab.unexpectedErrors(), 'errors of the page that the test did not announce').toEqual([]);
    },
    { auto: true },
  ],
});
