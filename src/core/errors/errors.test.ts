import { describe, expect, it } from 'vitest';
import {
  BackendError,
  ConfigError,
  ImageSetError,
  NamedError,
  NothingReadError,
  StorageFullError,
  errorOf,
  messageOf,
  reviveError,
  serialiseError,
  type SerialisedError,
} from './index';
import { RecordError, RecordVersionError } from '../record/errors';

/** As it arrives on the other side. */
const crossed = (error: unknown): Error => reviveError(structuredClone<SerialisedError>(serialiseError(error)));

const NAMES = [
  'BackendError',
  'DeviceLostError',
  'NumericsError',
  'ImageSetError',
  'CheckpointError',
  'OrderError',
  'WorkerError',
  'CancelledError',
];

describe('errors that cross a worker’s boundary', () => {
  it.each(NAMES)('come back as %s', (name) => {
    const error = reviveError({ name, message: 'what to do', stack: 'in the worker' });
    expect(error).toBeInstanceOf(NamedError);
    expect(error.constructor).not.toBe(NamedError);
    expect(error).toMatchObject({ name, message: 'what to do', workerStack: 'in the worker' });
    expect(crossed(error)).toBeInstanceOf(error.constructor);
  });

  it('keep the settings that were refused', () => {
    const error = crossed(new ConfigError([{ path: 'head.c', message: 'no' }]));
    expect(error).toBeInstanceOf(ConfigError);
    expect(error).toMatchObject({ message: 'head.c: no', issues: [{ path: 'head.c', message: 'no' }] });
  });

  it('keep the files that were rejected, and the kind of error that theirs is', () => {
    const error = crossed(new NothingReadError('Nothing there', [{ name: 'a.txt', reason: 'is no image' }]));
    expect(error).toBeInstanceOf(NothingReadError);
    expect(error).toBeInstanceOf(ImageSetError);
    expect(error).toMatchObject({ name: 'NothingReadError', rejected: [{ name: 'a.txt', reason: 'is no image' }] });
  });

  it('keep the numbers of a storage that is full', () => {
    const error = crossed(new StorageFullError('full', 30, 90, 100));
    expect(error).toBeInstanceOf(StorageFullError);
    expect(error).toMatchObject({ message: 'full', needed: 30, used: 90, quota: 100 });
    expect(crossed(new StorageFullError('full', 30))).toMatchObject({ needed: 30, used: undefined, quota: undefined });
  });

  it('keep what is wrong with a record', () => {
    const damaged = crossed(new RecordError('damaged', 'one.zip', 'it is cut off.'));
    expect(damaged).toBeInstanceOf(RecordError);
    expect(damaged).not.toBeInstanceOf(RecordVersionError);
    expect(damaged).toMatchObject({ kind: 'damaged', file: 'one.zip', message: 'one.zip: it is cut off.' });
    const newer = crossed(new RecordVersionError('one.zip', 9, 3));
    expect(newer).toBeInstanceOf(RecordVersionError);
    expect(newer).toMatchObject({ kind: 'newer', version: 9, message: new RecordVersionError('one.zip', 9, 3).message });
  });

  it('arrive as the nearest class that is known there', () => {
    class OfAFile extends ImageSetError {
      override name = 'OfAFile';
    }
    expect(crossed(new OfAFile('cut short'))).toMatchObject({ name: 'ImageSetError', message: 'cut short' });
  });

  it('stay what an AbortSignal gave', () => {
    const error = crossed(new DOMException('over', 'AbortError'));
    expect(error).toBeInstanceOf(DOMException);
    expect(error).toMatchObject({ name: 'AbortError', message: 'over' });
  });

  it('keep a name that is not known here', () => {
    const error = reviveError({ name: 'toString', message: 'odd' });
    expect(error).toBeInstanceOf(NamedError);
    expect(error).not.toBeInstanceOf(BackendError);
    expect(error.name).toBe('toString');
  });
});

describe('whatever was thrown', () => {
  it('has a message', () => {
    expect(messageOf(new Error('why'))).toBe('why');
    expect(messageOf({ message: 'from tfjs' })).toBe('from tfjs');
    expect(messageOf('bare')).toBe('bare');
    expect(messageOf(undefined)).toBe('undefined');
    expect(crossed({ message: 'from tfjs' }).message).toBe('from tfjs');
  });

  it('becomes an error, itself where it is one', () => {
    const error = new Error('why');
    expect(errorOf(error)).toBe(error);
    expect(errorOf('bare')).toMatchObject({ name: 'Error', message: 'bare' });
  });
});
