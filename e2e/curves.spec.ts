import { type Page } from '@playwright/test';
import { expect, test } from './fixtures';
import { micro } from './pages/micro';

/** The plot of a name, and the words and marks in it. */
const plot = (page: Page, name: string) => page.getByRole('img', { name: new RegExp(`^${name}`) });

test('curves of the stored run: any two, remembered, read off and shown in part', async ({ page, lab, recorded }) => {
  await lab.open();
  await expect(lab.select('Curve 1')).toHaveValue('recall@1');
  await expect(plot(page, `Recall@1 of ${recorded.part} classes against step`)).toBeVisible();
  await lab.select('Curve 2').selectOption({ label: 'Gradient norm' });
  await expect(plot(page, 'Gradient norm before clipping against step')).toContainText('clipped to 3');
  await expect(plot(page, 'Loss against step')).toHaveCount(0);

  // Smoothed, the raw curves stand faintly under the ones that are read; without smoothing there are those alone.
  const curves = plot(page, 'Gradient norm before clipping').locator('path');
  await expect(curves).toHaveCount(6);
  const smoothing = lab.slider('Smoothing of Curve 2');
  await smoothing.fill('0');
  await expect(curves).toHaveCount(3);
  await smoothing.fill('0.5');
  await expect(curves).toHaveCount(6);

  // A part of the steps is shown alone, in both plots.
  const reader = lab.slider('Read values: Gradient norm before clipping against step');
  await reader.focus();
  for (let i = 0; i < 3; i++) await reader.press('Shift+ArrowLeft');
  await reader.press('Enter');
  await expect(page.getByRole('button', { name: /^Show all again: Recall@1/ })).toBeVisible();
  await page.getByRole('button', { name: /^Show all again: Gradient norm/ }).click();
  await expect(page.getByRole('button', { name: /^Show all again/ })).toHaveCount(0);

  await page.reload();
  await page.evaluate(() => window.lab.ready);
  await expect(lab.select('Curve 2')).toHaveValue('gradient norm');
  await expect(lab.slider('Smoothing of Curve 2')).toHaveValue('0.5');
});

test('a short run: everything measured has its curve; suggested c is taken, applied and marked', async ({ page, lab }) => {
  test.setTimeout(240_000);
  await lab.open();
  await page.evaluate(
    ({ model }) =>
      window.lab.configure({
        backend: 'wasm',
        model,
        batch: { classes: 8 },
        evaluation: { every: 4, seconds: 0, split: 'validation' },
        runs: [
          { name: 'spherical', geometry: 'spherical' },
          { name: 'hyperbolic', geometry: 'hyperbolic' },
        ],
      }),
    { model: micro },
  );
  await page.evaluate(() => window.lab.step(4));
  const evaluated = (step: number) =>
    expect
      .poll(() => page.evaluate(() => Object.values(window.lab.metrics()).map(({ evaluations }) => evaluations.at(-1)?.step)), {
        timeout: 90_000,
      })
      .toEqual([step, step]);
  await evaluated(4);

  const measured = await page.evaluate(() => window.lab.metrics().hyperbolic);
  expect(measured?.steps.every(({ accuracy }) => accuracy >= 0 && accuracy <= 1)).toBe(true);
  const now = measured?.evaluations.at(-1);
  for (const value of [now?.rPrecision, now?.mapAtR, now?.seenRecallAt?.[1], now?.alignment, now?.relativeDelta]) {
    expect(value).toBeGreaterThan(0);
    expect(value).toBeLessThan(4);
  }
  expect(now?.uniformity).toBeLessThan(0);

  // Every entry of the menu draws the runs it is of.
  const entries = await lab.select('Curve 1').locator('option').allTextContents();
  expect(entries.length).toBeGreaterThan(15);
  for (const label of entries) {
    await lab.select('Curve 1').selectOption({ label });
    const summary = (await page.locator('.curves-panel .line-plot').first().locator('> svg').getAttribute('aria-label')) ?? '';
    expect(summary, label).toContain('hyperbolic');
    expect(summary, label).not.toContain('NaN');
  }

  const suggestion = page.getByRole('group', { name: 'δ-hyperbolicity of hyperbolic' });
  const suggested = Number(/suggested c ([\d.]+)/.exec((await suggestion.textContent()) ?? '')?.[1]);
  expect(suggested).toBeCloseTo((0.144 / (now?.relativeDelta ?? NaN)) ** 2, 1);
  await lab.button(`Take the suggested curvature c ${suggested}`).click();
  await expect(page.getByRole('textbox', { name: 'Curvature c, value' })).toHaveValue(String(suggested));
  expect(await page.evaluate(() => window.lab.config().head.c), 'a what-if until it is applied').not.toBe(suggested);
  await lab.button('Apply to training').click();
  await expect.poll(() => page.evaluate(() => window.lab.config().head.c)).toBe(suggested);

  await lab.select('Curve 1').selectOption({ label: 'Accuracy' });
  for (const name of ['Accuracy of the contrastive logits', 'Loss']) {
    await expect(plot(page, `${name} against step`).locator('.event-mark')).toHaveCount(1);
    await expect(plot(page, `${name} against step`)).toHaveAccessibleName(new RegExp(`step 4: curvature c ${suggested}`));
  }
});
