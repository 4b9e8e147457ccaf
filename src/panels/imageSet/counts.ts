import { SPLIT_CODE, type Split } from '../../core/data/imageSet';

export interface SplitCount {
  split: Split;
  classes: number;
  images: number;
}

/** Classes and images of each part of the split. */
export function splitCounts({ labels, split }: { labels: Int32Array; split: Uint8Array }): SplitCount[] {
  return (Object.keys(SPLIT_CODE) as Split[]).map((part) => {
    const classes = new Set<number>();
    let images = 0;
    split.forEach((code, row) => {
      if (code !== SPLIT_CODE[part]) return;
      images++;
      classes.add(labels[row] ?? -1);
    });
    return { split: part, classes: classes.size, images };
  });
}
