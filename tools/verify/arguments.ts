/** The command line of the verification. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { kernelVariants, type KernelVariant } from '../../src/core/configuration/schema';
import { FILES } from './report';

export const BACKENDS = ['webgpu', 'wasm', 'cpu'] as const;
export type Backend = (typeof BACKENDS)[number];

export const USAGE = `npm run verify -- --golden DIR [--backend ${BACKENDS.join('|')}] [--kernels ${kernelVariants.join('|')}]

Runs the golden values in DIR through the project's own code in Chromium and prints one JSON object.
On WebGPU with the kernels of every variant that the adapter can run, unless --kernels names one.
Exit status: 0 all pass, 1 something fails, 2 the arguments are wrong.`;

/** Folder of pretrained weights, in whatever format they come. */
const IMPORT = 'import';

export class UsageError extends Error {
  override name = 'UsageError';
}

export interface Arguments {
  golden: string;
  backends: Backend[];
  /** Variants of the WebGPU kernels; absent = all that the adapter can run. */
  kernels?: KernelVariant;
  help: boolean;
}

/** @throws UsageError that says what to write instead */
export function parseArguments(argv: string[]): Arguments {
  let values: { golden?: string; backend?: string; kernels?: string; help?: boolean };
  try {
    ({ values } = parseArgs({
      args: argv,
      options: {
        golden: { type: 'string' },
        backend: { type: 'string' },
        kernels: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    }));
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
  if (values.help) return { golden: '', backends: [], help: true };
  if (!values.golden) throw new UsageError('--golden is missing: name a folder of golden values, for instance --golden test/golden');
  const { backend, kernels } = values;
  if (backend !== undefined && !(BACKENDS as readonly string[]).includes(backend))
    throw new UsageError(`There is no backend “${backend}”: use ${BACKENDS.join(', ')}, or leave --backend out for all three`);
  if (kernels !== undefined && !(kernelVariants as readonly string[]).includes(kernels))
    throw new UsageError(`There are no kernels “${kernels}”: use ${kernelVariants.join(', ')}, or leave --kernels out for all of them`);
  return {
    ...(kernels ? { kernels: kernels as KernelVariant } : {}),
    golden: resolve(values.golden),
    backends: backend ? [backend as Backend] : [...BACKENDS],
    help: false,
  };
}

/** Names of the files in the folder that a verification may read. Throws UsageError when there is nothing to verify. */
export function goldenFiles(folder: string): string[] {
  if (!existsSync(folder) || !statSync(folder).isDirectory()) throw new UsageError(`--golden ${folder} is not a folder`);
  const isFile = (name: string) => statSync(join(folder, name)).isFile();
  const names = readdirSync(folder).filter((name) => /\.(json|safetensors)$/.test(name) && isFile(name));
  const imported = join(folder, IMPORT);
  if (existsSync(imported) && statSync(imported).isDirectory())
    names.push(
      ...readdirSync(imported)
        .map((name) => `${IMPORT}/${name}`)
        .filter(isFile),
    );
  if (!names.some((name) => (FILES as readonly string[]).includes(name)))
    throw new UsageError(`${folder} holds none of the golden files ${FILES.join(', ')}`);
  return names;
}

export function readGoldenFile(folder: string, name: string): Uint8Array {
  return new Uint8Array(readFileSync(join(folder, name)));
}
