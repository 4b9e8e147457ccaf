/** Numbers of an ingest as people read them. */
import { showName } from '../../core/ingest/names';
import { THIN, fixed, integer } from '../../plots/format';

/** `1 class`, `12 classes`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${integer(count)} ${count === 1 ? one : many}`;
}

/** An estimate, rounded so that it does not flicker: `40 s left`, `3 min left`. */
export function timeLeft(seconds: number | null): string {
  if (seconds === null || !Number.isFinite(seconds)) return '';
  if (seconds < 10) return `${Math.max(1, Math.ceil(seconds))}${THIN}s left`;
  if (seconds < 90) return `${5 * Math.ceil(seconds / 5)}${THIN}s left`;
  if (seconds < 90 * 60) return `${Math.round(seconds / 60)}${THIN}min left`;
  return `${fixed(seconds / 3600, 1)}${THIN}h left`;
}

/** `230 images/s`; empty while it is not known. */
export function imageRate(perSecond: number): string {
  if (!(perSecond > 0)) return '';
  return `${fixed(perSecond, perSecond < 10 ? 1 : 0)} images/s`;
}

/** A class path in two parts: what stands above it, and its own name. Control characters are shown, not sent to the screen. */
export function classNameParts(path: string): { group: string; name: string } {
  const parts = path.split('/').map((part) => showName(part));
  const name = parts.pop() ?? '';
  return { group: parts.join(' / '), name };
}

/** Why a pattern can't be one, before the worker is asked; undefined = it may work. */
export function patternProblem(pattern: string): string | undefined {
  if (pattern.trim() === '') return undefined;
  try {
    new RegExp(pattern, 'u');
  } catch (error) {
    // Engines repeat the pattern before they say what is wrong with it.
    const why = error instanceof Error ? error.message.slice(error.message.lastIndexOf(': ') + 2) : String(error);
    return `Not a regular expression: ${why}`;
  }
  // An alternative that matches nothing tells how many groups there are.
  const groups = new RegExp(`${pattern}|`, 'u').exec('')!.length - 1;
  return groups === 0 ? 'It needs a group in parentheses: what the group matches is the label.' : undefined;
}
