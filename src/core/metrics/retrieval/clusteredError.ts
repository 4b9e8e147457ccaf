/**
 * Standard error of a mean of hits with classes as clusters: images of one class are found or missed together, so single
 * queries are not independent. With one class only, the binomial error.
 */
export function clusteredError(classes: { queries: number; hits: number }[], queries: number, hits: number): number {
  if (queries === 0) return 0;
  const mean = hits / queries;
  const count = classes.length;
  if (count < 2) return Math.sqrt((mean * (1 - mean)) / queries);
  const squares = classes.reduce((sum, own) => sum + (own.hits - own.queries * mean) ** 2, 0);
  return Math.sqrt((count / (count - 1)) * squares) / queries;
}
