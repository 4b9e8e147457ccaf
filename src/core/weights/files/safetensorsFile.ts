/** `.safetensors`: the header is read, and of the data what is asked for. */
import { PREFIX_BYTES, readSafetensorsHeader, safetensorsDataAt, SafetensorsError } from '../../formats/safetensors';
import type { SourceFile } from '../../ingest/source';
import { assertFloats, decodeFloats, weightsError, type TensorFile } from './tensorFile';

const AGAIN = 'copy or download it again';

/** @throws WeightsFileError where the file is damaged */
export async function openSafetensors(source: SourceFile): Promise<TensorFile> {
  const { path, size } = source;
  const fail = (error: unknown): never => {
    if (!(error instanceof SafetensorsError)) throw error;
    throw weightsError(path, `${error.message[0]!.toLowerCase()}${error.message.slice(1)}; ${AGAIN}`, error);
  };
  try {
    const dataAt = safetensorsDataAt(await source.slice(0, PREFIX_BYTES), size);
    const { stretches, metadata } = readSafetensorsHeader(await source.slice(0, dataAt), size);
    const byName = new Map(stretches.map((stretch) => [stretch.name, stretch]));
    return {
      path,
      tensors: byName,
      metadata,
      async read(name) {
        const stretch = byName.get(name);
        if (!stretch) throw new RangeError(`${path} holds no ${name}`);
        assertFloats(path, name, stretch.type);
        return decodeFloats(stretch.type, await source.slice(dataAt + stretch.from, dataAt + stretch.to));
      },
    };
  } catch (error) {
    return fail(error);
  }
}
