/** Fetches the stored snapshot that belongs to the page, if there is one. */
export const STORED_PATH = 'samples/stored/emoji.nssn';

/** The bytes of the file; undefined where none has been recorded. */
export async function fetchStored(base: string | URL): Promise<ArrayBuffer | undefined> {
  const response = await fetch(new URL(STORED_PATH, base));
  // A development server answers a missing file with the page itself.
  if (!response.ok || response.headers.get('content-type')?.startsWith('text/html')) return undefined;
  return response.arrayBuffer();
}
