/** What transparent pictures are laid over: white, unless they would not be seen on it. */
import { ImageSetError } from '../../errors';
import { showName } from '../names';

/** `auto`: white, or black where white would hide the picture. Else a colour: a word or `#rrggbb`. */
export type Background = 'auto' | 'white' | 'black' | 'grey' | `#${string}`;
export type Colour = readonly [number, number, number];

export const BACKGROUNDS = ['auto', 'white', 'black', 'grey'] as const;

export const WHITE: Colour = [255, 255, 255];
const NAMED: Record<string, Colour> = { white: WHITE, black: [0, 0, 0], grey: [128, 128, 128], gray: [128, 128, 128] };

/** Of 255: what differs less from its ground in the mean is not seen. A white drawing with a thin black outline has three times as much. */
const LEAST_CONTRAST = 16;

/** @throws ImageSetError for what is no colour; null: to be chosen by contrast */
export function groundOf(background: string | undefined): Colour | null {
  const name = (background ?? 'auto').trim().toLowerCase();
  if (name === 'auto') return null;
  const hex = /^#?([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/u.exec(name);
  const found = NAMED[name] ?? (hex ? ([1, 2, 3].map((i) => parseInt(hex[i]!, 16)) as unknown as Colour) : undefined);
  if (found) return found;
  throw new ImageSetError(
    `“${showName(background ?? '', 40)}” is no background for transparent pictures; take auto, white, black, grey or a colour such as #336699.`,
  );
}

/**
 * The ground on which a picture is seen: white where it is, else black.
 * @param rgba not premultiplied
 */
export function groundByContrast(rgba: ArrayLike<number>): Colour {
  let [covered, onWhite, onBlack] = [0, 0, 0];
  for (let at = 0; at < rgba.length; at += 4) {
    const alpha = rgba[at + 3]!;
    if (alpha === 0) continue;
    covered += alpha;
    const [r, g, b] = [rgba[at]!, rgba[at + 1]!, rgba[at + 2]!];
    // The channel that differs most: yellow on white is seen by its blue.
    onWhite += alpha * (255 - Math.min(r, g, b));
    onBlack += alpha * Math.max(r, g, b);
  }
  // Where nothing is transparent there is no ground, and where all is there is no picture.
  if (covered === 0 || covered >= 254.5 * (rgba.length / 4)) return WHITE;
  return onWhite < LEAST_CONTRAST * covered && onBlack > onWhite ? NAMED.black! : WHITE;
}
