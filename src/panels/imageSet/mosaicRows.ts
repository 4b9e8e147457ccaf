/** Rows for a mosaic: at most one image a class while classes last, spread over the whole set, always the same. */
export function mosaicRows(labels: Int32Array, count: number): number[] {
  if (count <= 0 || labels.length === 0) return [];
  const first = new Map<number, number[]>();
  labels.forEach((label, row) => {
    const rows = first.get(label);
    if (rows) rows.push(row);
    else first.set(label, [row]);
  });
  const classes = [...first.values()];
  return Array.from({ length: Math.min(count, labels.length) }, (_, i) => {
    // Every class in turn where there are few of them; evenly spaced ones where there are many.
    const at = classes.length >= count ? Math.floor((i * classes.length) / count) : i % classes.length;
    const rows = classes[at] ?? [];
    // Another member of the class each time, so that different artists are seen.
    return rows[(i * 3 + Math.floor(i / classes.length)) % rows.length] ?? 0;
  });
}
