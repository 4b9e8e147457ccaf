/** Small pictures of entries for the preview, before anything is stored. */
import type { IngestPlan, PlanEntry } from '../../core/ingest/plan.types';
import { mapBounded } from '../../core/ingest/pace';
import type { DecodeJob } from './decode.protocol';
import { rgbaOf } from '../rgba';
import { itemOf, type Decoders } from './ingestRun';

const AT_ONCE = 8;

/** In the order asked for; null for those that cannot be decoded. @throws the signal's reason when cancelled */
export async function drawThumbnails(
  entries: readonly PlanEntry[],
  plan: IngestPlan,
  { size, background }: Pick<DecodeJob, 'size' | 'background'>,
  decoders: Decoders,
  signal: AbortSignal,
): Promise<(ImageBitmap | null)[]> {
  const jobs: PlanEntry[][] = [];
  for (let first = 0; first < entries.length; first += AT_ONCE) jobs.push(entries.slice(first, first + AT_ONCE));
  const drawn = await mapBounded(jobs, decoders.width, async (job) => {
    const items = job.map((entry) => itemOf(entry, plan));
    const decoded = await decoders.run({ size, fit: 'crop', compare: false, background, bits: plan.bits, items }, signal);
    let place = 0;
    return Promise.all(
      decoded.items.map((item) => {
        if ('rejected' in item) return null;
        const from = place++ * size * size * 3;
        return createImageBitmap(new ImageData(rgbaOf(decoded.pixels.subarray(from, from + size * size * 3)), size, size));
      }),
    );
  });
  return drawn.flat();
}
