/** The message of whatever was thrown, for people. */
export function messageOf(thrown: unknown): string {
  // Some of tfjs rejects with plain objects that carry a message.
  if (typeof thrown === 'object' && thrown !== null && 'message' in thrown) return String(thrown.message);
  return String(thrown);
}

/** Whatever was thrown, as an error: itself where it is one. */
export function errorOf(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(messageOf(thrown));
}
