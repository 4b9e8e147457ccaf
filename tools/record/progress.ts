/** A line that tells how far long work is: drawn over itself in a terminal, a new line now and then elsewhere. */

/** Milliseconds between two lines where there is no terminal. */
const LINE_EVERY = 30_000;

export interface Progress {
  /** @param detail what else there is to say */
  report(done: number, all: number, detail?: string): void;
  end(): void;
}

const time = (seconds: number): string => {
  const whole = Math.max(0, Math.round(seconds));
  return whole < 90 ? `${whole} s` : `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
};

export function progressOf(what: string, unit: string, out: NodeJS.WriteStream = process.stdout): Progress {
  const began = Date.now();
  let said = 0;
  let finished = false;
  return {
    report(done, all, detail = '') {
      const seconds = (Date.now() - began) / 1000;
      const left = done > 0 && done < all ? `, about ${time((seconds / done) * (all - done))} left` : '';
      const line = `${what}: ${unit} ${done} of ${all}, ${time(seconds)}${left}${detail && `, ${detail}`}`;
      if (out.isTTY) {
        const width = 24;
        const filled = Math.round((width * done) / Math.max(1, all));
        out.write(`\r\x1b[K${'█'.repeat(filled)}${'░'.repeat(width - filled)} ${line}`);
      } else if (Date.now() - said > LINE_EVERY || (done === all && !finished)) {
        said = Date.now();
        finished = done === all;
        out.write(`${line}\n`);
      }
    },
    end() {
      if (out.isTTY) out.write('\n');
    },
  };
}
