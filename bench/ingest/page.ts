/** The page on which images are read in two ways: as the page does it, and one at a time on the main thread. */
import { ImageLibrary } from '../../src/engine/images';
import { IngestSession, type IngestFile, type WorkingSize } from '../../src/engine/ingest';

export interface Task {
  images: number;
  width: number;
  height: number;
  size: WorkingSize;
}

export interface Timing {
  seconds: number;
  perSecond: number;
  /** Of the main thread, milliseconds; 0 where none took 50 or more. */
  longestTask: number;
}

declare global {
  interface Window {
    /** Draws the images; to be called first. @returns bytes of all files together */
    prepare(task: Task): Promise<number>;
    plain(): Promise<Timing>;
    pool(): Promise<Timing>;
  }
}

let task: Task;
let files: IngestFile[] = [];

window.prepare = async (wanted) => {
  task = wanted;
  files = [];
  for (let i = 0; i < task.images; i++) {
    const name = `${i}.jpg`;
    files.push({ path: `photographs/group ${(i % 50) % 7}/class ${i % 50}/${name}`, file: new File([await photograph(i)], name) });
  }
  return files.reduce((sum, { file }) => sum + file.size, 0);
};

/** What one would write down first: each image decoded, drawn small and read back before the next. Nothing is stored or compared. */
window.plain = () =>
  timed(async () => {
    const { size } = task;
    const pixels = new Uint8Array(files.length * size * size * 3);
    const context = new OffscreenCanvas(size, size).getContext('2d', { willReadFrequently: true })!;
    context.imageSmoothingQuality = 'high';
    let to = 0;
    for (const { file } of files) {
      const bitmap = await createImageBitmap(file);
      const side = Math.min(bitmap.width, bitmap.height);
      context.drawImage(bitmap, (bitmap.width - side) / 2, (bitmap.height - side) / 2, side, side, 0, 0, size, size);
      bitmap.close();
      const { data } = context.getImageData(0, 0, size, size);
      for (let at = 0; at < data.length; at += 4) {
        pixels[to++] = data[at]!;
        pixels[to++] = data[at + 1]!;
        pixels[to++] = data[at + 2]!;
      }
    }
  });

/** As the page does it, from the start of its workers to the stored set with its report. */
window.pool = async () => {
  let set = '';
  const timing = await timed(async () => {
    const session = new IngestSession(files);
    const report = await session.ingest({ size: task.size });
    session.close();
    if (report.images !== task.images) throw new Error(`${report.images} of ${task.images} images were read`);
    ({ set } = report);
  });
  const library = new ImageLibrary();
  await library.remove(set);
  library.close();
  return timing;
};

async function timed(work: () => Promise<void>): Promise<Timing> {
  let longestTask = 0;
  const observer = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) longestTask = Math.max(longestTask, duration);
  });
  observer.observe({ type: 'longtask' });
  const start = performance.now();
  await work();
  const seconds = (performance.now() - start) / 1000;
  await new Promise((resume) => setTimeout(resume, 100));
  observer.disconnect();
  return { seconds, perSecond: files.length / seconds, longestTask: Math.round(longestTask) };
}

/** Gradients, shapes and grain: a JPEG of about the size and the detail of a photograph. */
async function photograph(seed: number): Promise<Blob> {
  const { width, height } = task;
  const context = new OffscreenCanvas(width, height).getContext('2d')!;
  const sky = context.createLinearGradient(0, 0, width, height);
  sky.addColorStop(0, `hsl(${(seed * 47) % 360} 60% 70%)`);
  sky.addColorStop(1, `hsl(${(seed * 91) % 360} 50% 30%)`);
  context.fillStyle = sky;
  context.fillRect(0, 0, width, height);
  let state = (seed + 1) * 2654435761;
  const next = () => ((state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32) as number;
  for (let i = 0; i < 200; i++) {
    context.fillStyle = `hsla(${next() * 360} 60% ${next() * 100}% / 0.4)`;
    context.beginPath();
    context.ellipse(next() * width, next() * height, (next() * width) / 10, (next() * height) / 10, next() * 3, 0, 7);
    context.fill();
  }
  // What sensors add: without it a JPEG is decoded in half the time.
  context.globalCompositeOperation = 'overlay';
  context.globalAlpha = 0.25;
  context.drawImage((grain ??= makeGrain(width, height)), -next() * width, -next() * height);
  return context.canvas.convertToBlob({ type: 'image/jpeg', quality: 0.9 });
}

let grain: OffscreenCanvas | undefined;

function makeGrain(width: number, height: number): OffscreenCanvas {
  const context = new OffscreenCanvas(2 * width, 2 * height).getContext('2d')!;
  const image = context.createImageData(2 * width, 2 * height);
  for (let at = 0; at < image.data.length; at++) image.data[at] = at % 4 === 3 ? 255 : Math.random() * 255;
  context.putImageData(image, 0, 0);
  return context.canvas;
}
