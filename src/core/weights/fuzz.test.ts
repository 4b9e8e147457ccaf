import { describe, expect, it } from 'vitest';
import { WeightsFileError } from '../errors';
import { writeSafetensors } from '../formats/safetensors';
import { fromBlob } from '../ingest/source';
import { zip } from '../ingest/testing/archives';
import { createRandom, type Random } from '../random/random';
import { PickleError, unpickle } from './files/unpickle';
import { importWeights } from './import';
import { timmTensors } from './testing/models';
import { pickled } from './testing/pickles';

/** Some bytes changed, a stretch cut out, doubled or filled with numbers that are large. */
function damaged(bytes: Uint8Array, random: Random, within = bytes.length): Uint8Array<ArrayBuffer> {
  const at = random.int(within);
  const some = 1 + random.int(16);
  switch (random.int(4)) {
    case 0: {
      const out = bytes.slice();
      for (let i = 0; i < some; i++) out[random.int(within)] = random.int(256);
      return out;
    }
    case 1:
      return Uint8Array.of(...bytes.subarray(0, at), ...bytes.subarray(Math.min(bytes.length, at + some)));
    case 2:
      return Uint8Array.of(...bytes.subarray(0, at + some), ...bytes.subarray(at));
    default:
      return bytes.slice().fill(random.next() < 0.5 ? 255 : 127, at, at + some);
  }
}

/** Only what is known of a file may come of it: that it is read, or refused with a reason. */
async function readOrRefused(bytes: Uint8Array<ArrayBuffer>, name: string): Promise<'read' | 'refused'> {
  try {
    await importWeights([fromBlob(new Blob([bytes]), name)]);
    return 'read';
  } catch (error) {
    if (!(error instanceof WeightsFileError)) throw error;
    expect(error.reason.length).toBeGreaterThan(20);
    return 'refused';
  }
}

const tensors = timmTensors();

describe('damaged files are read or refused, and nothing else', () => {
  it('safetensors, most of it in the header', async () => {
    const random = createRandom('safetensors');
    const file = writeSafetensors({ tensors });
    const counts = { read: 0, refused: 0 };
    for (let i = 0; i < 400; i++)
      counts[await readOrRefused(damaged(file, random, i % 4 === 0 ? file.length : 2000), 'model.safetensors')]++;
    expect(counts.refused).toBeGreaterThan(200);
    expect(counts.read).toBeGreaterThan(10);
  });

  it('the pickle of a state dict within a whole zip, and the zip itself', async () => {
    const random = createRandom('pickle');
    const { pickle, storages } = pickled({ model: { ...tensors }, epoch: 3 });
    const file = (data: Uint8Array) =>
      zip([
        { name: 'a/data.pkl', data, method: 0 },
        ...storages.map((values, key) => ({ name: `a/data/${key}`, data: new Uint8Array(values.slice().buffer), method: 0 })),
      ]);
    const counts = { read: 0, refused: 0 };
    for (let i = 0; i < 120; i++) counts[await readOrRefused(file(damaged(pickle, random)), 'weights.pth')]++;
    const whole = file(pickle);
    for (let i = 0; i < 60; i++) counts[await readOrRefused(damaged(whole, random), 'weights.pth')]++;
    expect(counts.refused).toBeGreaterThan(80);
    expect(counts.read).toBeGreaterThan(0);
  });

  it('programs drawn by chance, instruction by instruction', () => {
    const random = createRandom('machine');
    const codes = [
      0x28, 0x2e, 0x30, 0x42, 0x43, 0x47, 0x4a, 0x4b, 0x4d, 0x4e, 0x51, 0x52, 0x58, 0x5d, 0x61, 0x62, 0x63, 0x65, 0x68, 0x71, 0x73,
    ];
    codes.push(0x74, 0x75, 0x7d, 0x85, 0x86, 0x87, 0x88, 0x8a, 0x8c, 0x8d, 0x93, 0x94, 0x95);
    const asked: string[] = [];
    const callbacks = { knows: () => (asked.push('name'), false), call: () => asked.push('call'), persistent: () => null };
    for (let i = 0; i < 3000; i++) {
      const program = Uint8Array.from({ length: 1 + random.int(60) }, () =>
        random.next() < 0.7 ? codes[random.int(codes.length)]! : random.int(8),
      );
      try {
        unpickle(program, callbacks);
      } catch (error) {
        expect(error).toBeInstanceOf(PickleError);
      }
    }
    // What is not known is never called.
    expect(asked).not.toContain('call');
  });

  it('a small pickle cannot ask for much: tensors end within their values, dictionaries within a depth', async () => {
    const file = (value: Parameters<typeof pickled>[0]) => {
      const { pickle, storages } = pickled(value);
      return zip([
        { name: 'a/data.pkl', data: pickle, method: 0 },
        ...storages.map((values, key) => ({ name: `a/data/${key}`, data: new Uint8Array(values.slice().buffer), method: 0 })),
      ]);
    };
    const one = new Float32Array(1);
    for (const tensor of [
      { shape: [2 ** 30], strides: [0], data: one },
      { shape: [2 ** 30], data: one },
      { shape: [2 ** 30, 2 ** 30], data: one },
    ])
      await expect(importWeights([fromBlob(new Blob([file({ cls_token: tensor })]), 'w.pth')])).rejects.toThrow(/goes beyond its 1 values/);
    // A dictionary of dictionaries that holds itself twice.
    const loop = Uint8Array.of(0x80, 2, 0x7d, 0x71, 0, 0x28, 0x4b, 1, 0x68, 0, 0x4b, 2, 0x68, 0, 0x75, 0x2e);
    const looped = fromBlob(new Blob([zip([{ name: 'a/data.pkl', data: loop, method: 0 }])]), 'w.pth');
    await expect(importWeights([looped])).rejects.toThrow(/no tensors by name|too many things/);
  });
});
