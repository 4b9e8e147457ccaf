/**
 * What every browser test stands on: the page object `lab`, what is in the recording that the page opens with (`recorded`), and a watch over the page that fails the test on any error of the
 * page, the console or the GPU, and on any notice of an error. A test that provokes one says so with `lab.expectError`.
 */
import { expect, test as base, type Page } from '@playwright/test';
import { LabPage } from './pages/labPage';
import { readRecorded, type Recorded } from './pages/recording';

export { expect };
export { counted } from './pages/recording';

/** The page that tests of one file share, opened by the first of them; that of another file takes its place. */
interface SharedPage {
  of(file: string, create: () => Promise<Page>): Promise<LabPage>;
}

const noUnexpectedErrors = async (lab: LabPage): Promise<void> =>
  expect(await lab.unexpectedErrors(), 'errors of the page that the test did not announce').toEqual([]);

export const test = base.extend<{ lab: LabPage }, { recorded: Recorded; shared: SharedPage }>({
  recorded: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads from the pattern what a fixture needs.
    async ({}, use) => use(await readRecorded()),
    { scope: 'worker' },
  ],
  shared: [
    // eslint-disable-next-line no-empty-pattern -- As above.
    async ({}, use) => {
      let current: { file: string; lab: LabPage } | undefined;
      await use({
        of: async (file, create) => {
          if (current?.file !== file) {
            await current?.lab.page.context().close();
            current = { file, lab: new LabPage(await create()) };
            await current.lab.open();
          }
          return current.lab;
        },
      });
      await current?.lab.page.context().close();
    },
    { scope: 'worker' },
  ],
  lab: [
    async ({ page }, use) => {
      const lab = new LabPage(page);
      await use(lab);
      await noUnexpectedErrors(lab);
    },
    { auto: true },
  ],
});

/**
 * For tests that leave the page as those after them expect it: those of a file share one, which stands open when they begin, as opening it
 * costs more than what they do. After a failure the next one gets a new page.
 */
export const readingTest = test.extend<{ opened: LabPage }>({
  opened: async ({ browser, shared }, use, { file }) => {
    await use(await shared.of(file, async () => (await browser.newContext()).newPage()));
  },
  page: async ({ opened }, use) => use(opened.page),
  lab: async ({ opened }, use) => {
    await use(opened);
    await noUnexpectedErrors(opened);
  },
});
