import { beforeEach, describe, expect, it, vi } from 'vitest';

const KEY = 'negative-space/preferences';

/** The store as another visit opens it. */
async function visit() {
  vi.resetModules();
  const { usePreferences } = await import('./preferences');
  return usePreferences;
}

beforeEach(() => localStorage.clear());

describe('preferences', () => {
  it('are the same in the next visit, in one entry under a prefixed name', async () => {
    (await visit()).setState({ theme: 'dark', tourSeen: true, hiddenGroups: ['animals/cat'], singleKeys: false });
    expect(Object.keys(localStorage)).toEqual([KEY]);
    expect((await visit()).getState()).toMatchObject({
      theme: 'dark',
      tourSeen: true,
      hiddenGroups: ['animals/cat'],
      singleKeys: false,
    });
  });

  it('are taken over from the keys of before, which go', async () => {
    localStorage.setItem('negative-space.theme', 'light');
    localStorage.setItem('negative-space.tour', 'seen');
    localStorage.setItem('negative-space.curves', '{"body":true}');
    localStorage.setItem('negative-space.projections', '{"ball":"PCA"}');
    const store = await visit();
    expect(store.getState()).toMatchObject({ theme: 'light', tourSeen: true, curves: { body: true }, projections: { ball: 'PCA' } });
    store.setState({ theme: 'dark' });
    expect(Object.keys(localStorage)).toEqual([KEY]);
    expect((await visit()).getState()).toMatchObject({ theme: 'dark', tourSeen: true });
  });

  it.each([
    ['not JSON', '{'],
    ['nothing of ours', '"words"'],
    ['another shape', '{"state":7,"version":1}'],
  ])('that cannot be read are the default: %s', async (_, kept) => {
    localStorage.setItem(KEY, kept);
    const { defaultPreferences } = await import('./preferences');
    expect((await visit()).getState()).toEqual(defaultPreferences);
  });

  it('lose only what cannot be used', async () => {
    localStorage.setItem(KEY, JSON.stringify({ state: { theme: 'sepia', tourSeen: true, hiddenGroups: 'all' }, version: 1 }));
    expect((await visit()).getState()).toMatchObject({ theme: 'system', tourSeen: true, hiddenGroups: [] });
  });

  it('last as long as the page where storage is forbidden', async () => {
    const forbidden = vi.spyOn(Storage.prototype, 'getItem').mockImplementation(() => {
      throw new DOMException('denied', 'SecurityError');
    });
    const full = vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
      throw new DOMException('denied', 'SecurityError');
    });
    const store = await visit();
    store.setState({ theme: 'dark' });
    expect(store.getState().theme).toBe('dark');
    forbidden.mockRestore();
    full.mockRestore();
  });
});

describe('the theme', () => {
  it('is on the root, and follows the choice', async () => {
    vi.resetModules();
    const { showTheme, usePreferences } = await import('.');
    usePreferences.setState({ theme: 'dark' });
    const stop = showTheme();
    expect(document.documentElement.dataset.theme).toBe('dark');
    usePreferences.setState({ theme: 'light' });
    expect(document.documentElement.dataset.theme).toBe('light');
    stop();
  });

  it.each([
    ['kept', KEY, JSON.stringify({ state: { theme: 'dark' }, version: 1 })],
    ['kept before', 'negative-space.theme', 'dark'],
  ])('that was %s is there before the first paint, on both pages', async (_, key, kept) => {
    const { readFileSync } = await import('node:fs');
    for (const page of ['index.html', 'bench.html']) {
      localStorage.setItem(key, kept);
      document.documentElement.dataset.theme = 'light';
      const scripts = [...readFileSync(page, 'utf8').matchAll(/<script>([^]*?)<\/script>/g)].map(([, text]) => text);
      const first = scripts.find((text) => text?.includes('dataset.theme')) ?? '';
      new Function(first.slice(0, first.indexOf('})();') + 5))();
      expect(document.documentElement.dataset.theme, page).toBe('dark');
    }
  });
});
