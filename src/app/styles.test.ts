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

it('there are style sheets, and all pages give their layers one order', () => {
  expect(sheets.length).toBeGreaterThan(15);
  for (const page of ['index.html', 'view.html', 'bench.html'])
    expect(readFileSync(page, 'utf8'), page).toContain(`@layer ${ORDER.join(', ')};`);
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

/** Folders with style sheets of their own, and what their classes begin with. */
const prefixes = new Map([
  ['src/app/tour', 'tour'],
  ['src/app', 'app'],
  ...readdirSync('src/panels').map(
    (folder) => [`src/panels/${folder}`, folder.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`)] as const,
  ),
]);
const SHARED = /^src\/(controls|plots)\/|^src\/app\/(components|theme)\.css$/;
const folderOf = (path: string) => [...prefixes.keys()].find((folder) => path.startsWith(`${folder}/`));
const isOf = (name: string, prefix: string) => name === prefix || name.startsWith(`${prefix}-`);
const classesIn = (selector: string) => [...selector.matchAll(/\.([a-z][\w-]*)/gi)].map(([, name]) => name!);

/** Selectors of the rules of a sheet, one for each comma outside brackets. */
const selectorsOf = (text: string): string[] =>
  [...text.matchAll(/([^{};]+)\{/g)]
    .map(([, head]) => head!.trim())
    .filter((head) => !head.startsWith('@') && !/^(from|to|\d+%)$/.test(head))
    .flatMap((head) => head.split(/,(?![^(]*\))/).map((selector) => selector.trim()));

/** Classes that elements are given in a source: of literals and of what a template has beside its expressions. */
const classesGiven = (source: string): string[] =>
  [...source.matchAll(/className=(?:"([^"]*)"|\{((?:[^{}]|\$\{[^}]*\})*)\})/g)]
    .flatMap(([, plainly, computed = '']) =>
      plainly !== undefined
        ? [plainly]
        : [...computed.replace(/[!=]== *'[^']*'/g, '').matchAll(/'([^']*)'|`([^`]*)`/g)].map(([, text, template]) =>
            (text ?? template!).replace(/\S*\$\{[^}]*\}\S*/g, ' '),
          ),
    )
    .flatMap((names) => names.split(/\s+/).filter(Boolean));

const shared = new Set(sheets.filter(([path]) => SHARED.test(path)).flatMap(([, text]) => selectorsOf(text).flatMap(classesIn)));
const owned = sheets.filter(([path]) => !SHARED.test(path)).map(([path, text]) => [path, selectorsOf(text)] as const);
const sources = [...prefixes.keys()].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.tsx') && !name.includes('.test.'))
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
    .filter((path) => folderOf(path) === folder),
);

it('red means what another list lacks, and nothing else', () => {
  const red = sheets.filter(([, text]) => text.includes('var(--absent)')).map(([path]) => path);
  expect(red.sort()).toEqual(['src/panels/kept/kept.css', 'src/panels/negatives/negatives.css', 'src/plots/rankGrid/rankGrid.css']);
});

describe('one prefix a panel', () => {
  it('no class of a shared sheet begins like those of a panel', () => {
    expect([...shared].filter((name) => [...prefixes.values()].some((prefix) => isOf(name, prefix)))).toEqual([]);
  });

  it.each(owned)('%s styles its own folder’s classes, and shared ones only within them', (path, selectors) => {
    const prefix = prefixes.get(folderOf(path)!)!;
    // The shell lays out what stands in it, so it may name panels.
    const inShell = path.startsWith('src/app/');
    const foreign = selectors.filter((selector) => {
      const names = classesIn(selector);
      const others = names.filter((name) => !isOf(name, prefix));
      return names.length === others.length || (!inShell && others.some((name) => !shared.has(name)));
    });
    expect(foreign.filter((selector) => !(inShell && selector === '#root'))).toEqual([]);
  });

  it.each(sources)('%s gives no class that no sheet has', (path) => {
    const folder = folderOf(path)!;
    const own = new Set(owned.filter(([sheet]) => folderOf(sheet) === folder).flatMap(([, selectors]) => selectors.flatMap(classesIn)));
    const prefix = prefixes.get(folder)!;
    const given = classesGiven(readFileSync(path, 'utf8'));
    expect(given.filter((name) => !(isOf(name, prefix) ? own : shared).has(name))).toEqual([]);
  });
});
