import { describe, expect, it } from 'vitest';
import { BackendError, ConfigError, EngineError, reviveError } from './errors';

const NAMES = ['BackendError', 'DeviceLostError', 'NumericsError', 'ImageSetError', 'CheckpointError', 'OrderError', 'CancelledError'];

describe('errors from the worker', () => {
  it.each(NAMES)('come back as %s', (name) => {
    const error = reviveError({ name, message: 'what to do', stack: 'in the worker' });
    expect(error).toBeInstanceOf(EngineError);
    expect(error).toMatchObject({ name, message: 'what to do', workerStack: 'in the worker' });
  });

  it('keep the settings that were refused', () => {
    const error = reviveError({ name: 'ConfigError', message: 'head.c: no', issues: [{ path: 'head.c', message: 'no' }] });
    expect(error).toBeInstanceOf(ConfigError);
    expect(error).toMatchObject({ issues: [{ path: 'head.c', message: 'no' }] });
  });

  it('keep a name that is not known here', () => {
    const error = reviveError({ name: 'toString', message: 'odd' });
    expect(error).toBeInstanceOf(EngineError);
    expect(error).not.toBeInstanceOf(BackendError);
    expect(error.name).toBe('toString');
  });
});
