/** Edits from one word to another: letters put in, left out, changed, or two neighbours swapped (restricted Damerau-Levenshtein). */
export function editDistance(a: string, b: string): number {
  const rows = Array.from({ length: a.length + 1 }, (_, i) => [i, ...new Array<number>(b.length).fill(0)]);
  for (let j = 0; j <= b.length; j++) rows[0]![j] = j;
  for (let i = 1; i <= a.length; i++)
    for (let j = 1; j <= b.length; j++) {
      const change = a[i - 1] === b[j - 1] ? 0 : 1;
      let least = Math.min(rows[i - 1]![j]! + 1, rows[i]![j - 1]! + 1, rows[i - 1]![j - 1]! + change);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) least = Math.min(least, rows[i - 2]![j - 2]! + 1);
      rows[i]![j] = least;
    }
  return rows[a.length]![b.length]!;
}

/** The known word that is meant by a misspelt one: its last part alone may be what was written. undefined where none is near. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const lower = word.toLowerCase();
  const far = (candidate: string) =>
    Math.min(editDistance(lower, candidate.toLowerCase()), editDistance(lower, candidate.split('.').at(-1)!.toLowerCase()) + 0.5);
  const [best] = known.map((candidate) => ({ candidate, far: far(candidate) })).sort((a, b) => a.far - b.far);
  return best && best.far <= Math.max(1, Math.ceil(word.length / 3)) ? best.candidate : undefined;
}
