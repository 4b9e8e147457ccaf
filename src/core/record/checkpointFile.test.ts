import { describe, expect, it } from 'vitest';
import { CheckpointError } from '../errors';
import type { Checkpoint } from '../training/experiment.types';
import { CHECKPOINT_VERSION, decodeCheckpoint, encodeCheckpoint } from './checkpointFile';
import { randomRecord } from './testing/randomRecord';

const checkpoints = Array.from({ length: 40 }, (_, seed) => randomRecord(seed).checkpoint).filter((one) => one !== undefined);

describe('a checkpoint as bytes', () => {
  it('comes back exactly, numbers that JSON lacks included', () => {
    expect(checkpoints.length).toBeGreaterThan(5);
    for (const checkpoint of checkpoints) expect(decodeCheckpoint(encodeCheckpoint(checkpoint as Checkpoint))).toEqual(checkpoint);
  });

  it('comes back with no moments for what is frozen', () => {
    const checkpoint = structuredClone(checkpoints[0]) as Checkpoint;
    const { parameters } = checkpoint.runs[0]!;
    const [name] = Object.keys(parameters) as [string];
    parameters[name] = [parameters[name]![0], new Float32Array(0), new Float32Array(0)];
    expect(decodeCheckpoint(encodeCheckpoint(checkpoint))).toEqual(checkpoint);
  });

  it('is noticed to be damaged by any byte that was changed, and by any that are missing', () => {
    const bytes = encodeCheckpoint(checkpoints[0] as Checkpoint);
    for (let at = 0; at < bytes.length; at += 97) {
      const flipped = bytes.slice();
      flipped[at]! ^= 4;
      expect(() => decodeCheckpoint(flipped)).toThrow(CheckpointError);
    }
    for (const length of [0, 3, 11, bytes.length - 1]) expect(() => decodeCheckpoint(bytes.slice(0, length))).toThrow(CheckpointError);
  });

  it('says so where it is of a later form', async () => {
    const { crc32 } = await import('../ingest/archives/crc32');
    const bytes = encodeCheckpoint(checkpoints[0] as Checkpoint);
    const view = new DataView(bytes.buffer);
    view.setUint32(4, CHECKPOINT_VERSION + 1, true);
    view.setUint32(bytes.length - 4, crc32(bytes.subarray(0, -4)), true);
    expect(() => decodeCheckpoint(bytes)).toThrow(/newer page/);
  });
});
