/**
 * How work grows with its size, for tests of what must not grow with the square: a share of two costs on one machine in one run, so
 * that it is the same on any machine, however busy. Processor time: what others take does not count.
 */
export async function growth(work: (size: number) => unknown, size: number, times: number): Promise<number> {
  // The small one first: it also pays for the compilation, which can only make the share smaller.
  const small = await cost(() => work(size));
  return (await cost(() => work(size * times))) / small;
}

async function cost(work: () => unknown): Promise<number> {
  const start = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(start);
  // The clock of processor time ticks slowly.
  return Math.max(1000, user + system);
}
