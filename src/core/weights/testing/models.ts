/** A small body with weights drawn from a seed, and the same in each library's names, for tests. */
import { encodeNpy } from '../../formats/npy';
import { writeSafetensors, type StoredTensor } from '../../formats/safetensors';
import { fromBlob, type SourceFile } from '../../ingest/source';
import { zip } from '../../ingest/testing/archives';
import { createRandom } from '../../random/random';
import { bodyParameters, partOfBlock } from '../naming/naming';
import { transformersDinov2, transformersVit } from '../naming/transformers';
import { google } from '../naming/google';

export interface TestTensors {
  [name: string]: { shape: number[]; data: Float32Array };
}

export const SHAPE = { patch: 2, width: 8, depth: 2, mlpRatio: 2, image: 6 };
const PLACES = (SHAPE.image / SHAPE.patch) ** 2 + 1;

function shapeOf(name: string): number[] {
  const { width, mlpRatio, patch } = SHAPE;
  if (name === 'cls_token') return [1, 1, width];
  if (name === 'pos_embed') return [1, PLACES, width];
  if (name === 'patch_embed.proj.weight') return [width, 3, patch, patch];
  const rows = { 'attn.qkv': 3 * width, 'mlp.fc1': mlpRatio * width }[partOfBlock(name)?.part ?? ''] ?? width;
  if (name.endsWith('bias') || name.includes('norm')) return [rows];
  return [rows, name.includes('fc2') ? mlpRatio * width : width];
}

/** By timm's names, all different from each other. */
export function timmTensors(seed = 1): TestTensors {
  const random = createRandom(seed);
  return Object.fromEntries(
    bodyParameters(SHAPE.depth).map((name) => {
      const shape = shapeOf(name);
      return [name, { shape, data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random.normal()) }];
    }),
  );
}

export const withPrefix = (tensors: TestTensors, prefix: string): TestTensors =>
  Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [prefix + name, tensor]));

export function safetensorsFile(
  tensors: Record<string, StoredTensor>,
  name = 'model.safetensors',
  metadata: Record<string, string> = {},
): SourceFile {
  return fromBlob(new Blob([writeSafetensors({ tensors, metadata })]), name);
}

export const jsonFile = (content: unknown, name = 'config.json'): SourceFile => fromBlob(new Blob([JSON.stringify(content)]), name);

/** In the names of the transformers library: parameters of several sources are cut along their rows. */
export function transformersTensors(tensors: TestTensors, which: 'vit' | 'dinov2'): TestTensors {
  const naming = which === 'vit' ? transformersVit : transformersDinov2;
  return Object.fromEntries(
    Object.entries(tensors).flatMap(([name, { shape, data }]) => {
      const [sources] = naming.sources(name) as [string[]];
      const [rows, ...rest] = shape as [number, ...number[]];
      const part = data.length / sources.length;
      return sources.map((source, i) => [source, { shape: [rows / sources.length, ...rest], data: data.slice(i * part, (i + 1) * part) }]);
    }),
  );
}

/** `.npz` of Google: written down axis by axis here, not with the layout under test. */
export function googleFile(tensors: TestTensors, heads: number, name = 'ViT.npz'): SourceFile {
  const { width, patch } = SHAPE;
  const side = width / heads;
  const arrays: TestTensors = {};
  for (const [parameter, { shape, data }] of Object.entries(tensors)) {
    const [sources] = google.sources(parameter) as [string[]];
    const part = partOfBlock(parameter);
    const at = (row: number, column: number, columns: number) => data[row * columns + column]!;
    const put = (source: string, to: number[], value: (...index: number[]) => number) => {
      const values = new Float32Array(to.reduce((a, b) => a * b, 1));
      for (let i = 0, index = to.map(() => 0); i < values.length; i++) {
        values[i] = value(...index);
        for (let axis = to.length - 1; axis >= 0 && ++index[axis]! === to[axis]; axis--) index[axis] = 0;
      }
      arrays[source] = { shape: to, data: values };
    };
    if (parameter === 'patch_embed.proj.weight')
      put(sources[0]!, [patch, patch, 3, width], (y, x, c, k) => data[((k! * 3 + c!) * patch + y!) * patch + x!]!);
    else if (part?.part === 'attn.qkv')
      sources.forEach((source, i) => {
        if (part.kind === 'bias') put(source, [heads, side], (h, d) => data[i * width + h! * side + d!]!);
        else put(source, [width, heads, side], (k, h, d) => at(i * width + h! * side + d!, k!, width));
      });
    else if (part?.part === 'attn.proj' && part.kind === 'weight')
      put(sources[0]!, [heads, side, width], (h, d, k) => at(k!, h! * side + d!, width));
    else if (part?.part.startsWith('mlp') && part.kind === 'weight')
      put(sources[0]!, [shape[1]!, shape[0]!], (i, o) => at(o!, i!, shape[1]!));
    else arrays[sources[0]!] = { shape, data };
  }
  const items = Object.entries(arrays).map(([key, { shape, data }]) => ({ name: `${key}.npy`, data: encodeNpy('float32', shape, data) }));
  return fromBlob(new Blob([zip(items)]), name);
}
