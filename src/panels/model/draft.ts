/** What has been typed into the dialog and not yet taken: texts by path, judged together, because settings depend on one another. */
import type { ConfigIssue, ConfigPatch } from '../../core/configuration/schema';
import { mergePatches, patchAt } from '../../state/session/settings';
import { parseNumber } from '../fields/numbers';
import { SETTING_GROUPS, type Setting } from './settings';

export type Draft = Readonly<Record<string, string>>;

const KINDS = new Map<string, Setting['kind']>(
  SETTING_GROUPS.flatMap((group) => group.settings.map((setting) => [setting.path, setting.kind])),
);

/** Empty: none. */
export const WEIGHTS = 'model.weights';

export interface Judged {
  /** All that could be read. */
  patch: ConfigPatch;
  /** Path → why it is refused. */
  problems: ReadonlyMap<string, string>;
}

export function judge(draft: Draft, check: (patch: ConfigPatch) => ConfigIssue[]): Judged {
  const problems = new Map<string, string>();
  let patch: ConfigPatch = {};
  for (const [path, text] of Object.entries(draft)) {
    const kind = KINDS.get(path);
    const isWord = path !== WEIGHTS && (kind === 'choice' || (kind === 'number or auto' && text.trim() === 'auto'));
    const value = path === WEIGHTS ? text || null : isWord ? text.trim() : parseNumber(text);
    const wanted = kind === 'number or auto' ? 'A number or “auto”' : 'A number';
    if (value === undefined)
      problems.set(
        path,
        text.trim() === '' ? `${wanted} is needed here` : `“${text.trim()}” is not ${wanted.charAt(0).toLowerCase()}${wanted.slice(1)}`,
      );
    else patch = mergePatches(patch, patchAt(path, value));
  }
  for (const issue of check(patch)) if (!problems.has(issue.path)) problems.set(issue.path, issue.message);
  return { patch, problems };
}
