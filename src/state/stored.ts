/** Fetches the stored snapshots that belong to the page, if there are any. */
export const STORED_PATH = 'samples/stored/emoji.nssn';

/** Where an earlier step of the same recording stands. */
export const earlierPath = (step: number): string => STORED_PATH.replace('.nssn', `-step-${step}.nssn`);

/** The bytes of the file; undefined where none has been recorded. */
export async function fetchStored(base: string | URL, path = STORED_PATH): Promise<ArrayBuffer | undefined> {
  const response = await fetch(new URL(path, base));
  // A development server answers a missing file with the page itself.
  if (!response.ok || response.headers.get('content-type')?.startsWith('text/html')) return undefined;
  return response.arrayBuffer();
}
