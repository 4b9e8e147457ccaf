import { expect, type Locator, type Page } from '@playwright/test';

/** The page as a person works it: every locator is an accessible name. Collects what must never happen unannounced. */
export class LabPage {
  readonly #errors: string[] = [];
  readonly #expected: RegExp[] = [];

  constructor(readonly page: Page) {
    page.on('pageerror', (error) => this.#errors.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error') this.#errors.push(message.text());
    });
  }

  /** The test provokes an error whose words match: it fails no test. Must be said before the test ends. */
  expectError(words: RegExp): void {
    this.#expected.push(words);
  }

  /** Errors of the page and the console so far, and notices of errors that stand on the page, without those announced. */
  async unexpectedErrors(): Promise<string[]> {
    const notices = this.page.isClosed() ? [] : await this.page.locator('.app-notice[data-kind="error"] p').allTextContents();
    return [...this.#errors, ...notices].filter((text) => !this.#expected.some((words) => words.test(text)));
  }

  /** Opens the page, with a configuration in the hash if one is given, and waits until it can be used. */
  async open(hash = ''): Promise<void> {
    await this.page.goto(`./${hash}`);
    await this.page.evaluate(() => window.lab.ready);
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  slider(name: string): Locator {
    return this.page.getByRole('slider', { name, exact: true });
  }

  region(name: string): Locator {
    return this.page.getByRole('region', { name, exact: true });
  }

  select(name: string): Locator {
    return this.page.getByRole('combobox', { name, exact: true });
  }

  get status(): Locator {
    return this.page.getByRole('status', { name: 'Training status' });
  }

  /** Waits until every run has taken so many steps. */
  async reachStep(step: number, timeout: number): Promise<void> {
    await expect.poll(() => this.page.evaluate(() => window.lab.status().step), { timeout, intervals: [500] }).toBeGreaterThanOrEqual(step);
  }

  async reachState(state: string, timeout: number): Promise<void> {
    await expect.poll(() => this.page.evaluate(() => window.lab.status().state), { timeout, intervals: [500] }).toBe(state);
  }
}
