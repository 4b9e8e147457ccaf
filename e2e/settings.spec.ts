import { expect, readingTest, test } from './fixtures';

readingTest('a value that cannot be is refused where it is typed, with the reason, and the setting stays', async ({ page }) => {
  for (const [name, typed, reason, setting] of [
    ['Curvature c', '0', /greater than 0/, 'c'],
    ['Curvature c', '-1', /greater than 0/, 'c'],
    ['Temperature τ spherical', '0', /greater than 0/, 'tauSpherical'],
    ['Temperature τ hyperbolic', '-0.2', /greater than 0/, 'tauHyperbolic'],
  ] as const) {
    const before = await page.evaluate((key) => window.lab.config().head[key], setting);
    const field = page.getByRole('textbox', { name: `${name}, value`, exact: true });
    await field.fill(typed);
    await field.press('Enter');
    await expect(field).toHaveAttribute('aria-invalid', 'true');
    await expect(page.getByText(reason).first()).toBeVisible();
    expect(await page.evaluate((key) => window.lab.config().head[key], setting)).toBe(before);
    await field.fill(String(before));
    await field.press('Enter');
    await expect(field).not.toHaveAttribute('aria-invalid', 'true');
  }
});

readingTest('lab.configure rejects with the path of what it refuses and changes nothing', async ({ page }) => {
  const before = await page.evaluate(() => window.lab.config());
  for (const [patch, path] of [
    [{ head: { c: 0 } }, 'head.c'],
    [{ head: { tauSpherical: -1 } }, 'head.tauSpherical'],
    [{ batch: { classes: 3000 } }, 'batch.classes'],
    [{ batch: { classes: 500 } }, 'batch.classes'],
    [{ model: { patch: 7 } }, 'model.patch'],
    [{ model: { heads: 5 } }, 'model.heads'],
    [{ nothing: 1 }, 'nothing'],
  ] as const) {
    const refused = await page.evaluate(
      (patch) =>
        window.lab.configure(patch as never).then(
          () => null,
          (error: Error & { issues?: { path: string }[] }) => ({
            name: error.name,
            message: error.message,
            paths: error.issues?.map(({ path }) => path),
          }),
        ),
      patch,
    );
    expect(refused?.name).toBe('ConfigError');
    expect(refused?.paths).toContain(path);
    expect(refused?.message).toContain(path);
  }
  expect(await page.evaluate(() => window.lab.config())).toEqual(before);
});

test('settings travel in the address and come back with it', async ({ page, lab }) => {
  await lab.open('#v1&model=micro&head.c=0.5');
  const config = await page.evaluate(() => window.lab.config());
  expect(config.model.width).toBe(64);
  expect(config.head.c).toBe(0.5);
  await page.evaluate(() => window.lab.configure({ head: { lambda: 2 } }));
  await expect.poll(() => page.url()).toContain('head.lambda=2');
  // Another document: a change of the hash alone would be taken by the page that is open.
  await page.goto('about:blank');
  lab.expectError(/The address holds settings that cannot be used/);
  await lab.open('#v1&head.c=-3');
  await expect(page.getByText(/head\.c/).first()).toBeVisible();
  expect((await page.evaluate(() => window.lab.config())).head.c).toBe(0.1);
});

test('a slider before training configures; after it, it is a what-if value until it is applied', async ({ page, lab }) => {
  await lab.open('#v1&model=micro&backend=wasm&batch.classes=8&evaluation.every=1000');
  await lab.slider('Curvature c').focus();
  await page.keyboard.press('ArrowRight');
  await expect.poll(async () => (await page.evaluate(() => window.lab.config())).head.c).toBeGreaterThan(0.1);
  await page.evaluate(() => window.lab.step(1));

  const trained = (await page.evaluate(() => window.lab.config())).head.tauHyperbolic;
  await lab.slider('Temperature τ hyperbolic').focus();
  await page.keyboard.press('ArrowRight');
  await expect(lab.button('Apply to training')).toBeVisible();
  expect((await page.evaluate(() => window.lab.config())).head.tauHyperbolic).toBe(trained);
  await lab.button('Apply to training').click();
  await expect.poll(async () => (await page.evaluate(() => window.lab.config())).head.tauHyperbolic).toBeGreaterThan(trained);
  expect(await page.evaluate(() => window.lab.status().step), 'nothing is thrown away').toBe(1);
});
