/** A sheet as a PNG of twice its size, drawn on the CPU: the GPU belongs to the training. */
import { context2d } from '../context';
import type { Sheet } from './sheet';

export const PIXELS_A_UNIT = 2;

async function dataAddress(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error ?? new Error('The font cannot be read.'));
    reader.readAsDataURL(blob);
  });
}

const inRange = (code: number, range: string): boolean =>
  range.split(',').some((part) => {
    const [from = '', to = from] = part.trim().replace(/^U\+/i, '').split('-');
    return code >= parseInt(from.replaceAll('?', '0'), 16) && code <= parseInt(to.replaceAll('?', 'F'), 16);
  });

/** The page's own font faces that hold a character of the text: as an image, a drawing cannot ask the page for them. */
async function fontFaces(text: string): Promise<string> {
  const codes = [...new Set(Array.from(text, (character) => character.codePointAt(0) ?? 0))];
  const faces: Promise<string>[] = [];
  for (const sheet of document.styleSheets)
    for (const rule of sheet.cssRules) {
      if (!(rule instanceof CSSFontFaceRule)) continue;
      const { style } = rule;
      const [range, source] = [style.getPropertyValue('unicode-range'), style.getPropertyValue('src')];
      const address = /url\("?([^")]+)"?\)/.exec(source)?.[1];
      if (!address || (range && !codes.some((code) => inRange(code, range)))) continue;
      const face = fetch(new URL(address, sheet.href ?? document.baseURI))
        .then((answer) => answer.blob())
        .then(dataAddress)
        .then(
          (data) =>
            `@font-face{font-family:${style.getPropertyValue('font-family')};font-weight:${style.getPropertyValue('font-weight')};src:url(${data});${range ? `unicode-range:${range}` : ''}}`,
        );
      faces.push(face);
    }
  return (await Promise.all(faces)).join('');
}

export async function pngOf({ text, width, height }: Sheet): Promise<Blob> {
  // Without its font the picture is drawn in the system's.
  const faces = await fontFaces(text).catch(() => '');
  const dressed = faces ? text.replace(/(<svg[^>]*>)/, (start) => `${start}<style>${faces}</style>`) : text;
  const address = URL.createObjectURL(new Blob([dressed], { type: 'image/svg+xml' }));
  try {
    const image = new Image(width, height);
    image.src = address;
    await image.decode();
    const canvas = Object.assign(document.createElement('canvas'), { width: width * PIXELS_A_UNIT, height: height * PIXELS_A_UNIT });
    const context = context2d(canvas);
    if (!context) throw new Error('This browser gives no canvas to draw on.');
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve, reject) =>
      canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('The picture is too large for this browser.'))), 'image/png'),
    );
  } finally {
    URL.revokeObjectURL(address);
  }
}
