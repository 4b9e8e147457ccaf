/** Folders of generated pictures on disk, as a person would choose them: drawn and encoded by the browser under test. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Page } from '@playwright/test';

export interface Picture {
  /** Below the folder; its folders are its class. */
  path: string;
  /** Pictures of one number look alike. */
  kind: number;
  /** Tells pictures of a kind apart. */
  variant: number;
}

/** Drawn in one go, so that the answer stays small. */
const AT_ONCE = 250;

/** Classes in three levels: `group 1/family 2/class 7`. */
export function hierarchy(groups: number, families: number, classes: number, each: number): Picture[] {
  const pictures: Picture[] = [];
  for (let kind = 0; kind < groups * families * classes; kind++) {
    const family = Math.floor(kind / classes);
    const folder = `group ${Math.floor(family / families)}/family ${family}/class ${kind}`;
    for (let variant = 0; variant < each; variant++) pictures.push({ path: `${folder}/${variant}.jpg`, kind, variant });
  }
  return pictures;
}

/** JPEG bytes of pictures, small and no two alike. */
async function encoded(page: Page, pictures: readonly Picture[]): Promise<Buffer[]> {
  const files = await page.evaluate(
    (wanted) =>
      Promise.all(
        wanted.map(async ({ kind, variant }) => {
          const canvas = new OffscreenCanvas(72 + (variant % 5) * 8, 64 + (kind % 7) * 8);
          const context = canvas.getContext('2d')!;
          context.fillStyle = `hsl(${(kind * 47) % 360} 60% ${60 + (variant % 6) * 5}%)`;
          context.fillRect(0, 0, canvas.width, canvas.height);
          context.fillStyle = `hsl(${(kind * 97 + 40) % 360} 80% ${25 + (variant % 7) * 4}%)`;
          context.translate(canvas.width / 2 + ((variant % 5) - 2) * 5, canvas.height / 2 + ((variant % 3) - 1) * 6);
          context.rotate(variant * 0.37);
          context.beginPath();
          const corners = 3 + (kind % 6);
          for (let i = 0; i < corners; i++) {
            const angle = (2 * Math.PI * i) / corners;
            context.lineTo(Math.cos(angle) * 26, Math.sin(angle) * (12 + (kind % 4) * 5));
          }
          context.fill();
          const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.8 })).arrayBuffer());
          return btoa(bytes.reduce((text, byte) => text + String.fromCharCode(byte), ''));
        }),
      ),
    pictures,
  );
  return files.map((file) => Buffer.from(file, 'base64'));
}

/** A folder that goes when it is `remove`d. */
export class PictureFolder {
  private constructor(
    readonly path: string,
    private readonly parent: string,
  ) {}

  static async create(name: string): Promise<PictureFolder> {
    const parent = await mkdtemp(join(tmpdir(), 'pictures-'));
    return new PictureFolder(join(parent, name), parent);
  }

  /** Draws in a page of its own: the one under test must not be slowed down by it. */
  async draw(page: Page, pictures: readonly Picture[]): Promise<void> {
    for (let first = 0; first < pictures.length; first += AT_ONCE) {
      const some = pictures.slice(first, first + AT_ONCE);
      const files = await encoded(page, some);
      for (const [i, { path }] of some.entries()) await this.write(path, files[i]!);
    }
  }

  async write(path: string, content: Buffer | string): Promise<void> {
    const file = join(this.path, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
  }

  remove(): Promise<void> {
    return rm(this.parent, { recursive: true, force: true });
  }
}
