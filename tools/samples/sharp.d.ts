/**
 * The little of sharp that these scripts use. Declared here because the project's own type check runs in clones where the
 * packages of this folder were never installed.
 */
declare module 'sharp' {
  interface RawShape {
    width: number;
    height: number;
    channels: 1 | 3 | 4;
  }
  interface Sharp {
    flatten(options: { background: string }): Sharp;
    removeAlpha(): Sharp;
    toColourspace(space: 'srgb'): Sharp;
    png(options: { palette: true; quality: number; dither: number; effort: number }): Sharp;
    webp(options: { lossless: true; quality: number; effort: number }): Sharp;
    raw(): Sharp;
    toBuffer(): Promise<Buffer>;
    toBuffer(options: { resolveWithObject: true }): Promise<{ data: Buffer; info: RawShape }>;
  }
  export default function sharp(input: Uint8Array, options?: { raw: RawShape }): Sharp;
}
