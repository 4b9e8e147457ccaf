/** Those who wait for the end of something that takes many slices. */
export class Waiting {
  readonly #list: { resolve(): void; reject(error: unknown): void }[] = [];

  end(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#list.push({ resolve, reject });
    });
  }

  resolve(): void {
    for (const { resolve } of this.#list.splice(0)) resolve();
  }

  reject(error: unknown): void {
    for (const { reject } of this.#list.splice(0)) reject(error);
  }
}
