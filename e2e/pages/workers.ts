/**
 * What crosses between the page and its workers, counted in the page: what is large must be transferred, not copied, what is decoded
 * must not be decoded on the page's thread, and messages must not come more often than there is something to say.
 */
import type { Page } from '@playwright/test';

export interface Traffic {
  /** Messages to and from workers by `worker type`, where a reply that carries progress is `worker progress`. */
  messages: Record<string, number>;
  /** Bytes of typed arrays that were copied to workers by `worker type`: those transferred, or shared, are not counted. */
  copied: Record<string, number>;
  /** Images decoded on the page's thread. */
  decoded: number;
}

/** To be called before the page is opened. @returns a way to read what has crossed since the last reading */
export async function watchWorkers(page: Page): Promise<() => Promise<Traffic>> {
  await page.addInitScript(() => {
    const empty = (): Traffic => ({ messages: {}, copied: {}, decoded: 0 });
    let traffic = empty();
    const count = (into: Record<string, number>, key: string, by: number) => (into[key] = (into[key] ?? 0) + by);
    const bytesOf = (value: unknown): number => {
      if (ArrayBuffer.isView(value)) return value.buffer instanceof ArrayBuffer ? value.byteLength : 0;
      if (typeof value !== 'object' || value === null || value instanceof Blob) return 0;
      return Object.values(value).reduce<number>((sum, part) => sum + bytesOf(part), 0);
    };
    const decode = globalThis.createImageBitmap.bind(globalThis) as (...given: unknown[]) => Promise<ImageBitmap>;
    globalThis.createImageBitmap = ((...given: unknown[]) => {
      traffic.decoded++;
      return decode(...given);
    }) as typeof createImageBitmap;
    globalThis.Worker = class extends Worker {
      readonly #name: string;
      constructor(url: string | URL, options?: WorkerOptions) {
        super(url, options);
        this.#name = options?.name ?? '';
        this.addEventListener('message', ({ data }: MessageEvent<{ type?: string }>) =>
          count(traffic.messages, `${this.#name} ${data.type ?? ''}`, 1),
        );
      }
      override postMessage(message: unknown, transfer?: unknown): void {
        super.postMessage(message, transfer as Transferable[]);
        const key = `${this.#name} ${(message as { type?: string }).type ?? ''}`;
        count(traffic.messages, key, 1);
        // What was transferred is empty by now.
        count(traffic.copied, key, bytesOf(message));
      }
    };
    Object.assign(globalThis, {
      readTraffic: () => {
        const read = traffic;
        traffic = empty();
        return read;
      },
    });
  });
  return () => page.evaluate(() => (globalThis as unknown as { readTraffic: () => Traffic }).readTraffic());
}
