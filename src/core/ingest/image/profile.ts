/** Colour profiles in JPEG files (ICC.1:2022, annex B.4): whether there is one that is not sRGB's. */
import { startsWith } from './sniff';

/** Profiles say their name near their beginning. */
const LOOKED_AT = 4096;

/** Whether colours have to be converted to be sRGB. */
export function hasOtherProfile(jpeg: Uint8Array): boolean {
  for (let at = 2; at + 4 <= jpeg.length && jpeg[at] === 0xff && jpeg[at + 1] !== 0xda;) {
    const length = (jpeg[at + 2]! << 8) | jpeg[at + 3]!;
    if (jpeg[at + 1] === 0xe2 && startsWith(jpeg, at + 4, 'ICC_PROFILE\0'))
      return !namesSrgb(jpeg.subarray(at + 18, Math.min(at + 2 + length, at + 18 + LOOKED_AT)));
    at += 2 + length;
  }
  return false;
}

/** In the profile's description, as ASCII or as UTF-16; others have no more than its curve: `Display P3 Gamut with sRGB Transfer`. */
function namesSrgb(profile: Uint8Array): boolean {
  const text = new TextDecoder('latin1').decode(profile).replaceAll('\0', '');
  return /sRGB/u.test(text) && !/P3|gamut|transfer/iu.test(text);
}
