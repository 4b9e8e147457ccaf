/** Which files rows point to. Pure. */
import type { Row } from './rows';

/** Names of the files of a row of this version, or an older one. */
export const filesOf = ({ record, earlier, checkpoints }: Row): string[] => [record, ...earlier, ...checkpoints].map(({ name }) => name);

/** Every text in a value: of a row whose form is not known, whatever might be the name of a file. */
export function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return [];
  return Object.values(value).flatMap(textsIn);
}
