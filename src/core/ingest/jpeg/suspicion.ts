/** Signs of damage that cost next to nothing to look for. Every photograph is looked at so; only what shows one is walked code by code. */

/** Bytes between those that are compared, and how many equal ones in a row are a sign: sectors that were lost hold one value. */
const STEP = 4;
const EQUAL = 4;

/**
 * Whether a JPEG shows a sign of damage in its bytes: a stretch of one value, a marker where none belongs, restarts out of order. Progressive
 * ones always count as suspect: what a scan lost does not show in the picture's last blocks.
 * @param start where the first scan's marker stands
 */
export function looksDamaged(jpeg: Uint8Array, start: number): boolean {
  const from = start + 2 + (((jpeg[start + 2] ?? 0) << 8) | (jpeg[start + 3] ?? 0));
  return isProgressive(jpeg, start) || hasStretch(jpeg, from) || hasOddMarker(jpeg, from);
}

function isProgressive(jpeg: Uint8Array, end: number): boolean {
  for (let at = 2; at + 4 <= end;) {
    if (jpeg[at] !== 0xff) return true;
    const marker = jpeg[at + 1]!;
    if (marker === 0xff) {
      at++;
      continue;
    }
    if (marker === 0xc0 || marker === 0xc1) return false;
    if (marker >= 0xc2 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc) return true;
    at += marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8) ? 2 : 2 + ((jpeg[at + 2]! << 8) | jpeg[at + 3]!);
  }
  return true;
}

function hasStretch(jpeg: Uint8Array, from: number): boolean {
  let run = 0;
  for (let at = from + STEP; at < jpeg.length; at += STEP) {
    run = jpeg[at] === jpeg[at - STEP] ? run + 1 : 0;
    if (run >= EQUAL && isStretch(jpeg, at)) return true;
  }
  return false;
}

function isStretch(jpeg: Uint8Array, end: number): boolean {
  for (let at = end - STEP * (EQUAL - 1); at < end; at++) if (jpeg[at] !== jpeg[end]) return false;
  return true;
}

function hasOddMarker(jpeg: Uint8Array, from: number): boolean {
  let restarts = 0;
  for (let at = jpeg.indexOf(0xff, from); at >= 0 && at + 1 < jpeg.length; at = jpeg.indexOf(0xff, at + 1)) {
    const next = jpeg[at + 1]!;
    if (next === 0 || next === 0xff) continue;
    if (next === 0xd9) return false;
    if (next !== 0xd0 + (restarts++ & 7)) return true;
  }
  return true;
}
