/** What stands behind WebGPU on this machine: a GPU, a program that imitates one, or nothing. */
import { messageOf } from '../errors';

export interface AdapterDescription {
  /** As people know it: `SwiftShader`, `NVIDIA GeForce RTX 4070`, `intel xe`. */
  name: string;
  /** true: the adapter is a program on the CPU. */
  software: boolean;
}

/** The fields of GPUAdapterInfo that are read; browsers fill few of them. */
export type AdapterInfo = Partial<Pick<GPUAdapterInfo, 'vendor' | 'architecture' | 'device' | 'description' | 'isFallbackAdapter'>>;

const SOFTWARE = [
  [/swiftshader/i, 'SwiftShader'],
  [/llvmpipe|lavapipe/i, 'lavapipe'],
  [/basic render|warp/i, 'Microsoft Basic Render Driver'],
] as const;

export function describeAdapter(info: AdapterInfo): AdapterDescription {
  const { vendor = '', architecture = '', device = '', description = '', isFallbackAdapter = false } = info;
  const everything = [vendor, architecture, device, description].join(' ');
  for (const [pattern, name] of SOFTWARE) if (pattern.test(everything)) return { name, software: true };
  const name = description || [vendor, architecture || device].filter(Boolean).join(' ') || 'unnamed GPU';
  return { name, software: isFallbackAdapter };
}

export type AdapterSearch = { found: AdapterDescription } | { missing: string };

/** Asks the browser for its adapter, the way tfjs will ask. Says why when there is none. */
export async function findAdapter(): Promise<AdapterSearch> {
  const gpu = (globalThis.navigator as Navigator | undefined)?.gpu;
  if (!gpu) return { missing: 'this browser has no WebGPU' };
  try {
    const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
    if (!adapter) return { missing: 'the browser has WebGPU but no adapter for it' };
    // Browsers moved the flag from the adapter to its info.
    const older = (adapter as GPUAdapter & { isFallbackAdapter?: boolean }).isFallbackAdapter;
    const { vendor, architecture, device, description, isFallbackAdapter } = adapter.info;
    return {
      found: describeAdapter({ vendor, architecture, device, description, isFallbackAdapter: isFallbackAdapter ?? older ?? false }),
    };
  } catch (error) {
    return { missing: `asking for a WebGPU adapter failed: ${messageOf(error)}` };
  }
}
