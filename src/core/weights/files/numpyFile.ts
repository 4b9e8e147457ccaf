/** `.npz`: arrays by name, as Google's vision transformers are published. */
import { readArrayMembers, type Member } from '../../ingest/arrays/npz';
import { readNpy } from '../../ingest/arrays/npy';
import { DEFAULT_LIMITS } from '../../ingest/limits';
import type { SourceFile } from '../../ingest/source';
import { assertFloats, weightsError, type TensorFile } from './tensorFile';

const TYPES: Readonly<Record<string, string>> = { f2: 'F16', f4: 'F32', f8: 'F64' };
const typeOf = (type: string): string => TYPES[type.replace(/^[<>|=]/, '')] ?? type;

/** @throws FileError where the file is damaged */
export async function openNumpy(source: SourceFile): Promise<TensorFile> {
  const { path } = source;
  const members = await readArrayMembers(source, DEFAULT_LIMITS);
  const byKey = new Map<string, Member>(members.map((member) => [member.key, member]));
  return {
    path,
    tensors: new Map(members.map(({ key, type, shape }) => [key, { shape, type: typeOf(type) }])),
    metadata: {},
    async read(name) {
      const member = byKey.get(name);
      if (!member) throw new RangeError(`${path} holds no ${name}`);
      assertFloats(path, name, typeOf(member.type));
      const { data, fortran, shape } = readNpy(await member.file.bytes(), member.file.path);
      if (fortran && shape.filter((side) => side > 1).length > 1)
        throw weightsError(path, `${name} is stored column by column; save it with numpy.savez(…, numpy.ascontiguousarray(…))`);
      return Float32Array.from(data as Float32Array);
    },
  };
}
