import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fileOf, served } from './site';

describe('the page as the command serves it', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'site-'));
    await mkdir(join(folder, 'assets'));
    await writeFile(join(folder, 'index.html'), '<p>page</p>');
    await writeFile(join(folder, 'assets', 'a b.js'), 'let a');
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('is found by its addresses, and nothing outside its folder is', () => {
    expect(fileOf('/', folder)).toBe(join(folder, 'index.html'));
    expect(fileOf('/assets/a%20b.js?x=1', folder)).toBe(join(folder, 'assets', 'a b.js'));
    expect(fileOf('/assets/..%2f..%2fetc/passwd', folder)).toBeUndefined();
    expect(fileOf('/..%2f..%2fetc/passwd', folder)).toBeUndefined();
    expect(fileOf('/%E0%A4', folder)).toBeUndefined();
  });

  it('comes with its type and the headers of isolation', async () => {
    const { address, close } = await served(folder);
    try {
      const page = await fetch(address);
      expect([page.status, page.headers.get('content-type'), await page.text()]).toEqual([200, 'text/html; charset=utf-8', '<p>page</p>']);
      expect(page.headers.get('cross-origin-embedder-policy')).toBe('require-corp');
      expect((await fetch(`${address}assets/a%20b.js`)).headers.get('content-type')).toMatch(/javascript/);
      expect((await fetch(`${address}none.js`)).status).toBe(404);
    } finally {
      await close();
    }
  });
});
