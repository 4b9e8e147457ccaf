/** A figure as a file of its own: plain colours, which every program that reads SVG knows. Pure. */
import { interpolateLab, rgb } from 'd3';
import { PALETTE } from '../../core/report/palette';
import type { RecordFigure } from './figures';

const light: Record<string, string> = PALETTE.light;
const MIX = /color-mix\(in oklab, var\(--([\w-]+)\) (\d+)%, var\(--([\w-]+)\)\)/g;
const VARIABLE = /var\(--([\w-]+)\)/g;

const tokenNamed = (name: string): string => light[name] ?? PALETTE.light['ink-2'];

/** The light theme's colours in place of the custom properties, on its panel's ground. */
export function standalone({ svg }: RecordFigure): string {
  const plain = svg
    .replace(MIX, (_, a: string, share: string, b: string) =>
      rgb(interpolateLab(tokenNamed(b), tokenNamed(a))(Number(share) / 100)).formatHex(),
    )
    .replace(VARIABLE, (_, name: string) => tokenNamed(name));
  const inside = plain.replace(
    /^<svg ([^>]*)>/,
    `<svg font-family="Inter, system-ui, sans-serif" $1><rect width="100%" height="100%" fill="${PALETTE.light.panel}"/>`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n${inside}\n`;
}
