/** The configuration that `--config` names: a JSON file, a record, or a link. */
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { defaultConfig } from '../../src/core/configuration/presets';
import type { ExperimentConfig } from '../../src/core/configuration/schema';
import { applyPatch, ConfigError } from '../../src/core/configuration/validate';
import { describeIssue, messageOf } from '../../src/core/errors';
import { recordsIn } from '../../src/core/export/read';
import { fromHash } from '../../src/state/configUrl';
import { UsageError } from './arguments';

/** @throws UsageError saying what cannot be used, and why */
export async function configurationOf(given: string | undefined): Promise<ExperimentConfig> {
  if (given === undefined) return defaultConfig;
  const at = given.indexOf('#');
  if (at >= 0 || /^https?:\/\//.test(given)) return ofLink(at < 0 ? '' : given.slice(at));
  const bytes = await readFile(given).catch((error: unknown) => {
    throw new UsageError(`--config ${given}: it cannot be read (${messageOf(error)}). Give a file, or a link with its # part in quotes.`);
  });
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) return ofRecord(new Blob([bytes]), basename(given));
  return ofJson(bytes.toString('utf8'), given);
}

function ofLink(hash: string): ExperimentConfig {
  const { config, issues } = fromHash(hash);
  if (issues.length > 0)
    throw new UsageError(`--config: the link holds settings that cannot be used.\n${issues.map(describeIssue).join('\n')}`);
  return config;
}

async function ofRecord(blob: Blob, file: string): Promise<ExperimentConfig> {
  try {
    for await (const { configuration } of recordsIn(blob, file)) return configuration;
  } catch (error) {
    throw new UsageError(`--config ${messageOf(error)}`);
  }
  throw new UsageError(`--config ${file}: there is no experiment in it.`);
}

/** A whole configuration, or what differs from the default. */
function ofJson(text: string, file: string): ExperimentConfig {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`--config ${file}: it is no JSON (${messageOf(error)}).`);
  }
  try {
    return applyPatch(defaultConfig, read as object);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new UsageError(`--config ${file}: it holds settings that cannot be used.\n${error.issues.map(describeIssue).join('\n')}`);
  }
}
