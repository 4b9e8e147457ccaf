/** The `sweep.json` of an archive of cells: which sweep they are of, and which cell each record is. Read with nothing taken for granted. */
import { z } from 'zod';
import { experimentConfigSchema } from '../configuration/schema';
import { CONTENT_HASH } from '../data/contentHash';
import { expandZip } from '../ingest/archives/zip';
import { DEFAULT_LIMITS } from '../ingest/limits';
import { createPace } from '../ingest/pace';
import { fromBlob } from '../ingest/source';
import { isMetricKey, type MetricKey } from '../record/measures';
import { requestFaults } from '../sweep/checks';
import type { SweepDefinition } from '../sweep/sweep.types';

const text = z.string().min(1).max(500);
const definitionSchema = z.object({
  id: text,
  title: z.string().max(500),
  date: z.string().max(40),
  imageSet: z.object({
    id: text,
    name: z.string().max(500),
    images: z.int().min(0),
    classes: z.int().min(0),
    contentHash: z.string().regex(CONTENT_HASH).optional(),
  }),
  base: experimentConfigSchema,
  grid: z.record(z.string(), z.array(z.union([z.number(), z.string()]))),
  budget: z.union([z.object({ steps: z.number() }), z.object({ seconds: z.number() })]),
  halving: z.object({ factor: z.number(), first: z.number(), seed: z.number() }).optional(),
  compare: z.object({ seeds: z.array(z.number()) }).optional(),
  metric: z.string().refine(isMetricKey),
});
const sweepSchema = z.object({
  version: z.literal(1),
  definition: definitionSchema,
  cells: z.array(z.object({ record: text, cell: text.optional() })).max(10_000),
});

export interface BroughtSweep {
  definition: SweepDefinition;
  /** Id of the record → id of its cell. */
  cells: ReadonlyMap<string, string>;
}

/** What the archive says of a sweep; undefined where it says nothing that can be used: the records stand by themselves. */
export async function sweepIn(blob: Blob, file: string, signal?: AbortSignal): Promise<BroughtSweep | undefined> {
  const { files } = await expandZip(fromBlob(blob, file), { ...DEFAULT_LIMITS, maxRatio: Infinity }, createPace({ signal }));
  const entry = files.find(({ path }) => path === `${file}/sweep.json`);
  if (!entry) return undefined;
  try {
    const { definition, cells } = sweepSchema.parse(JSON.parse(new TextDecoder().decode(await entry.bytes())));
    const { halving, compare, metric, imageSet, ...rest } = definition;
    const { contentHash, ...set } = imageSet;
    const checked: SweepDefinition = {
      ...rest,
      imageSet: { ...set, ...(contentHash === undefined ? {} : { contentHash }) },
      metric: metric as MetricKey,
      ...(halving ? { halving } : {}),
      ...(compare ? { compare } : {}),
    };
    if (requestFaults(checked).length > 0) return undefined;
    return {
      definition: checked,
      cells: new Map(cells.flatMap(({ record, cell }) => (cell === undefined ? [] : [[record, cell] as const]))),
    };
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof SyntaxError || error instanceof z.ZodError) return undefined;
    throw error;
  }
}
