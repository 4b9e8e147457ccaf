/** How values and errors are packed for the other side. */
import type { SerialisedError } from '../engine/protocol';

/** The buffers of all typed arrays in a value, each once; shared ones are left out, they cross as they are. */
export function buffersOf(value: unknown): ArrayBuffer[] {
  const found = new Set<ArrayBuffer>();
  const collect = (part: unknown): void => {
    if (ArrayBuffer.isView(part)) {
      if (part.buffer instanceof ArrayBuffer) found.add(part.buffer);
    } else if (typeof part === 'object' && part !== null) {
      Object.values(part).forEach(collect);
    }
  };
  collect(value);
  return [...found];
}

export function serialiseError(error: unknown): SerialisedError {
  if (!(error instanceof Error)) return { name: 'Error', message: messageOf(error) };
  const { name, message, stack } = error;
  const issues = (error as Partial<Pick<SerialisedError, 'issues'>>).issues;
  return { name, message, ...(Array.isArray(issues) ? { issues } : {}), ...(stack !== undefined ? { stack } : {}) };
}

// Some of tfjs rejects with plain objects that carry a message.
function messageOf(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'message' in error) return String(error.message);
  return String(error);
}
