/** Which run a script means. */

/**
 * The run with this id; where none has it, the one with this name (names are unique, too, but change).
 * @throws RangeError naming the runs there are
 */
export function runMeant<R extends { id: string; name: string }>(runs: readonly R[], run: string): R {
  const found = runs.find(({ id }) => id === run) ?? runs.find(({ name }) => name === run);
  if (found) return found;
  const choices = runs.map(({ id, name }) => (id === name ? id : `${id} (“${name}”)`)).join(', ');
  throw new RangeError(`There is no run “${run}”; there are ${choices}`);
}
