/** What is handed over to PyTorch as it stands in this project: file name → text. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const FOLDER = new URL('../../handover/', import.meta.url);
const NAMES = ['train.py', 'sweep.py', 'requirements.txt', 'README.md'];

export const handoverFolder = fileURLToPath(FOLDER);

export async function handoverSources(): Promise<Record<string, string>> {
  return Object.fromEntries(await Promise.all(NAMES.map(async (name) => [name, await readFile(new URL(name, FOLDER), 'utf8')] as const)));
}
