/** Rows that lie near one another in storage are read together. */

export interface Stretch {
  first: number;
  count: number;
}

/** Rows nearer than this to one another are read together. */
const GAP = 4;
/** Images in one reading at most: it is held in memory as a whole. */
const LONGEST = 512;

/** Rows as stretches of neighbours, ascending; what lies between near ones is read with them. */
export function stretches(rows: readonly number[]): Stretch[] {
  const found: Stretch[] = [];
  for (const row of [...rows].sort((a, b) => a - b)) {
    const last = found.at(-1);
    const near = last && row < last.first + last.count + GAP && row - last.first < LONGEST;
    if (near) last.count = Math.max(last.count, row - last.first + 1);
    else found.push({ first: row, count: 1 });
  }
  return found;
}
