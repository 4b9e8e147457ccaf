import type { z } from 'zod';

const MOST = 3;

/** What a schema holds against a value, for people: the first few places with their reasons. */
export function problemsOf({ issues }: z.ZodError): string {
  const shown = issues.slice(0, MOST).map(({ path, message }) => `${path.map(String).join('.') || 'it'}: ${message}`);
  return shown.join('; ') + (issues.length > MOST ? `; and ${issues.length - MOST} more` : '');
}
