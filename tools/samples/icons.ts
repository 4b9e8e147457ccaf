/** Icons of an `@iconify-json` package as SVG documents, and what the package says of its licence. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

interface Frame {
  left?: number;
  top?: number;
  width?: number;
  height?: number;
}

interface Icon extends Frame {
  body: string;
}

interface IconFile extends Frame {
  icons: Record<string, Icon>;
  aliases?: Record<string, Frame & { parent: string; rotate?: number; hFlip?: boolean; vFlip?: boolean }>;
}

interface InfoFile {
  name: string;
  author: { name: string; url: string };
  license: { title: string; spdx: string; url: string };
}

export interface IconSet {
  info: InfoFile;
  /** The icon drawn into a square of `side` pixels, aspect kept, centred. Throws where the set has no icon of that name. */
  svg(name: string, side: number): string;
}

const require = createRequire(import.meta.url);

/** Opens the installed package `@iconify-json/<set>`. */
export function openIconSet(set: string): IconSet {
  const read = (file: string): unknown => {
    try {
      return JSON.parse(readFileSync(require.resolve(`@iconify-json/${set}/${file}`), 'utf8'));
    } catch (cause) {
      throw new Error(`@iconify-json/${set} cannot be read: run "npm ci" in tools/samples first.`, { cause });
    }
  };
  const file = read('icons.json') as IconFile;
  return {
    info: read('info.json') as InfoFile,
    svg(name, side) {
      const icon = find(file, name, set);
      const width = icon.width ?? file.width ?? 16;
      const height = icon.height ?? file.height ?? 16;
      const box = `${icon.left ?? file.left ?? 0} ${icon.top ?? file.top ?? 0} ${width} ${height}`;
      return (
        `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" ` +
        `width="${side}" height="${side}" viewBox="${box}">${icon.body}</svg>`
      );
    },
  };
}

function find(file: IconFile, name: string, set: string): Icon {
  const own = file.icons[name];
  if (own) return own;
  const alias = file.aliases?.[name];
  if (!alias) throw new Error(`${set} has no icon "${name}"`);
  if (alias.rotate || alias.hFlip || alias.vFlip)
    throw new Error(`${set} "${name}" is a turned or mirrored alias, which is not drawn here`);
  const { parent, ...frame } = alias;
  return { ...find(file, parent, set), ...frame };
}
