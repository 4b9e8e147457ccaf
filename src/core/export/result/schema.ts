/** `result.json`: what `train.py` says of what it leaves behind. The numbers are in `metrics.csv`, weights and features in `.safetensors`. */
import { z } from 'zod';
import { experimentConfigSchema } from '../../configuration/schema';
import { imageSetSchema, partSchema } from '../../record/schema';

export const RESULT_FORMAT = 'negative-space result';
export const RESULT_VERSION = 1;
export const RESULT_FILE = 'result.json';
export const METRICS_FILE = 'metrics.csv';

const count = z.int().min(0);
const text = z.string().max(500);
/** Of a file beside it or below: it never leads out. */
const path = z.string().regex(/^[\w-][\w.-]*(\/[\w-][\w.-]*)*$/, 'must be the path of a file beside it');

export const resultSchema = z.object({
  format: z.literal(RESULT_FORMAT),
  version: z.literal(RESULT_VERSION),
  id: z.string().min(1).max(200),
  title: text.optional(),
  date: text,
  /** What it was gone on from. */
  from: z.object({ record: text, step: count }),
  versions: z.object({ app: text, torch: text, python: text }),
  adapter: text,
  precision: text,
  imageSet: imageSetSchema,
  configuration: experimentConfigSchema,
  parameters: count,
  evaluated: z
    .object({ part: partSchema, rows: z.array(count), labels: z.array(count), heldBack: count, reason: text.optional() })
    .nullable(),
  sweep: z.object({ id: text, cell: text }).optional(),
  runs: z
    .array(z.object({ id: text, name: text, step: count, featureScale: z.number(), weights: path, features: path.optional() }))
    .min(1)
    .max(8),
});
export type Result = z.infer<typeof resultSchema>;
