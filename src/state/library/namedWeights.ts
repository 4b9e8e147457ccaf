/** Pretrained weights that a configuration names: what follows from them, and what is said where they are not here. */
import type { ConfigPatch } from '../../core/configuration/schema';
import { ConfigError } from '../../core/errors';
import { bytesInWords } from '../../core/ingest/limits';
import type { ExperimentRecord } from '../../core/record/schema';
import { patchFor, shortId } from '../../core/weights/kept';
import type { Ports } from '../ports';
import { mergePatches } from '../session/settings';

type Library = Pick<Ports, 'weights'>;
export type WeightsOfRecord = Pick<ExperimentRecord, 'configuration' | 'weights'>;

/**
 * A change that names weights, with what follows from them: patch, width, depth, MLP ratio, heads, side, normalisation. What the change
 * says itself goes before.
 * @throws ConfigError where they are not in this browser
 */
export async function withWeights({ weights: connect }: Library, id: string, patch: ConfigPatch): Promise<ConfigPatch> {
  const all = connect ? await (await connect()).list() : [];
  const kept = all.find((one) => one.id === id);
  if (kept) return mergePatches(patchFor(kept), patch);
  const here = all.length === 0 ? 'none' : all.map((one) => `${one.id} (${one.name})`).join(', ');
  const message = `There are no pretrained weights “${id}” in this browser; there are ${here}. Drop their file on the page first`;
  throw new ConfigError([{ path: 'model.weights', message }]);
}

/** Why an experiment of this record cannot be trained here; undefined where its weights are here, or it has none. */
export async function missingWeights(
  { weights: connect }: Library,
  { configuration, weights }: WeightsOfRecord,
): Promise<string | undefined> {
  const id = configuration.model.weights;
  if (id === null) return undefined;
  const all = connect ? await (await connect()).list().catch(() => []) : [];
  if (all.some((one) => one.id === id)) return undefined;
  const file = weights
    ? `“${weights.name}” (${weights.family}, ${bytesInWords(weights.bytes)}, SHA-256 ${shortId(id)}…)`
    : `the file with the SHA-256 ${id}`;
  return `This run began with pretrained weights that are not in this browser. To train with its configuration, or to go on with it, drop ${file} on the page.`;
}
