/** Which batches have a contrastive loss. */

/** Throws RangeError unless `n` rows make two or more classes of `samplesPerClass` ≥ 2 samples. */
export function checkBatch(n: number, samplesPerClass: number): void {
  if (!Number.isInteger(samplesPerClass) || samplesPerClass < 2)
    throw new RangeError(`Samples per class must be a whole number of at least 2 (an anchor needs a positive), not ${samplesPerClass}.`);
  if (n % samplesPerClass !== 0) throw new RangeError(`A batch of ${n} rows cannot hold ${samplesPerClass} samples of each class.`);
  if (n / samplesPerClass < 2) throw new RangeError('A batch needs at least 2 classes: an anchor without negatives has no loss.');
}
