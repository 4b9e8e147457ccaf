/**
 * Errors of the engine, named so that a message can be chosen by kind. What fails in a worker crosses as
 * `SerialisedError` and becomes one of these again; each message says what to do.
 */
import { ConfigError } from '../core/configuration/validate';
import type { SerialisedError } from './protocol';

export { ConfigError };

/** What failed in the worker, with the stack it had there. */
export class EngineError extends Error {
  override name = 'EngineError';
  /** Where in the worker, for the console. */
  workerStack?: string;
}

/** The backend cannot be opened, or computes wrongly. */
export class BackendError extends EngineError {
  override name = 'BackendError';
}

/** The GPU was taken away (driver reset, memory, sleep). Training goes on from the last checkpoint in a new worker. */
export class DeviceLostError extends EngineError {
  override name = 'DeviceLostError';
}

/** A loss or a gradient that is not finite. */
export class NumericsError extends EngineError {
  override name = 'NumericsError';
}

/** The image set cannot be used as it is. */
export class ImageSetError extends EngineError {
  override name = 'ImageSetError';
}

/** A checkpoint that does not fit the experiment it is to continue. */
export class CheckpointError extends EngineError {
  override name = 'CheckpointError';
}

/** A request came at a time when it cannot be answered: before a backend is open, an image set loaded, an experiment created. */
export class OrderError extends EngineError {
  override name = 'OrderError';
}

/** The worker itself broke down. */
export class WorkerError extends EngineError {
  override name = 'WorkerError';
}

/** The client was disposed of, or its worker replaced on purpose, while the request was under way. */
export class CancelledError extends EngineError {
  override name = 'CancelledError';
}

// By the names they carry, not by the names of the classes: those do not survive a minifier.
const NAMED: Record<string, new (message: string) => EngineError> = {
  BackendError,
  DeviceLostError,
  NumericsError,
  ImageSetError,
  CheckpointError,
  OrderError,
  WorkerError,
  CancelledError,
};

/** The error a worker reported, as the class it had there; one of an unknown class arrives as `EngineError` under its own name. */
export function reviveError({ name, message, issues, stack }: SerialisedError): Error {
  if (name === 'ConfigError') return new ConfigError(issues ?? [{ path: '', message }]);
  const known = Object.hasOwn(NAMED, name) ? NAMED[name] : undefined;
  const error = known ? new known(message) : new EngineError(message);
  if (!known) error.name = name;
  if (stack !== undefined) error.workerStack = stack;
  return error;
}
