/** The style sheets' own rules: which layer a sheet stands in, and what it may not say. */
import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const ORDER = ['reset', 'tokens', 'base', 'components', 'panels', 'app'];
/** A floor of the page → the layer of its sheets. */
const LAYERS: [RegExp, string[]][] = [
  [/^src\/app\/theme\.css$/, ['tokens', 'reset', 'base']],
  [/^src\/app\/components\.css$/, ['components']],
  [/^src\/(controls|plots)\//, ['components']],
  [/^src\/panels\//, ['panels']],
  [/^src\/app\//, ['app']],
];

const plain = (text: string) => text.replace(/\/\*[^]*?\*\//g, '');
const sheets = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.css'))
  .map((path) => `src/${path.replaceAll('\\', '/')}`)
  .map((path) => [path, plain(readFileSync(path, 'utf8'))] as const);

/** Names of the blocks at the outermost level. */
function outermost(text: string): string[] {
  const names: string[] = [];
  let depth = 0;
  let name = '';
  for (const sign of text) {
    if (sign === '{' && depth++ === 0) names.push(name.trim());
    else if (sign === '}' && --depth === 0) name = '';
    else if (depth === 0) name += sign;
  }
  return names;
}

it('there are style sheets, and both pages give their layers one order', () => {
  expect(sheets.length).toBeGreaterThan(15);
  for (const page of ['index.html', 'bench.html']) expect(readFileSync(page, 'utf8'), page).toContain(`@layer ${ORDER.join(', ')};`);
});

describe.each(sheets)('%s', (path, text) => {
  it('stands wholly in the layer of its floor', () => {
    const allowed = LAYERS.find(([where]) => where.test(path))?.[1] ?? [];
    expect(outermost(text).filter((block) => !allowed.some((layer) => block === `@layer ${layer}`))).toEqual([]);
  });

  it('names its heights over the page by tokens', () => {
    expect(text.match(/z-index:(?!\s*var\(--z-)[^;]+;/g)).toBeNull();
  });

  it('holds no text under 11 px', () => {
    const sizes = [...text.matchAll(/font(?:-size)?:[^;]*?(\d+(?:\.\d+)?)px/g)].map(([, size]) => Number(size));
    expect(sizes.filter((size) => size < 11)).toEqual([]);
  });

  it('uses no token that the theme does not have', () => {
    const [, theme = ''] = sheets.find(([sheet]) => sheet === 'src/app/theme.css') ?? [];
    const known = new Set([...theme.matchAll(/(--[\w-]+):/g)].map(([, name]) => name));
    const used = [...text.matchAll(/var\((--(?:z|space|text|radius|control)-?[\w]*)/g)].map(([, name]) => name);
    expect(used.filter((name) => !known.has(name))).toEqual([]);
  });
});
