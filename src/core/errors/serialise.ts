/** How an error crosses a worker's boundary: structured cloning keeps neither its class nor its fields. */
import type { ConfigIssue } from '../configuration/schema';
import type { AskedQuestion } from '../ingest/labels/question';
import { RecordError, RecordVersionError, type RecordErrorKind } from '../record/errors';
import {
  BackendError,
  CancelledError,
  CheckpointError,
  ConfigError,
  DeviceLostError,
  GridError,
  ImageSetError,
  LabelsUnclearError,
  NamedError,
  NothingReadError,
  NumericsError,
  OrderError,
  StorageFullError,
  WeightsFileError,
  WorkerError,
  type GridFault,
  type Rejected,
} from './errors';
import { messageOf } from './messageOf';

export interface SerialisedError {
  name: string;
  message: string;
  /** What the class carries besides: see `NamedError.fields`. */
  fields?: Record<string, unknown>;
  stack?: string;
}

interface Revival {
  type: new (...given: never[]) => Error;
  revive(message: string, fields: Record<string, unknown>): Error;
}

const plain = (type: new (message: string) => NamedError): Revival => ({ type, revive: (message) => new type(message) });

/** By name; a class that extends another stands before it. */
const NAMED: Record<string, Revival> = {
  ConfigError: {
    type: ConfigError,
    revive: (message, { issues }) => new ConfigError((issues as ConfigIssue[] | undefined) ?? [{ path: '', message }]),
  },
  GridError: {
    type: GridError,
    revive: (message, { faults }) => new GridError((faults as GridFault[] | undefined) ?? [{ path: '', message }]),
  },
  NothingReadError: {
    type: NothingReadError,
    revive: (message, { rejected }) => new NothingReadError(message, (rejected as Rejected[] | undefined) ?? []),
  },
  LabelsUnclearError: {
    type: LabelsUnclearError,
    revive: (message, { question }) =>
      new LabelsUnclearError((question as AskedQuestion | undefined) ?? { about: 'labels', text: message, images: [], choices: [] }),
  },
  RecordVersionError: {
    type: RecordVersionError,
    revive: (_message, { file, version, readable }) => new RecordVersionError(file as string, version as number, readable as number),
  },
  RecordError: {
    type: RecordError,
    revive: (_message, { kind, file, reason }) => new RecordError(kind as RecordErrorKind, file as string, reason as string),
  },
  WeightsFileError: {
    type: WeightsFileError,
    revive: (_message, { file, reason }) => new WeightsFileError(file as string, reason as string),
  },
  StorageFullError: {
    type: StorageFullError,
    revive: (message, { needed = 0, used, quota }) =>
      new StorageFullError(message, needed as number, used as number | undefined, quota as number | undefined),
  },
  BackendError: plain(BackendError),
  DeviceLostError: plain(DeviceLostError),
  NumericsError: plain(NumericsError),
  CheckpointError: plain(CheckpointError),
  ImageSetError: plain(ImageSetError),
  OrderError: plain(OrderError),
  WorkerError: plain(WorkerError),
  CancelledError: plain(CancelledError),
  // What an AbortSignal gives; its class is the platform's.
  AbortError: { type: DOMException, revive: (message) => new DOMException(message, 'AbortError') },
};

const revivalOf = (name: string): Revival | undefined => (Object.hasOwn(NAMED, name) ? NAMED[name] : undefined);

/** An error as plain data. One of a class that is not known on the other side goes as the nearest known one that it extends. */
export function serialiseError(error: unknown): SerialisedError {
  if (!(error instanceof Error)) return { name: 'Error', message: messageOf(error) };
  const { message, stack } = error;
  const nearest = error instanceof NamedError ? Object.entries(NAMED).find(([, { type }]) => error instanceof type)?.[0] : undefined;
  const name = revivalOf(error.name) ? error.name : (nearest ?? error.name);
  const fields = error instanceof NamedError ? error.fields() : undefined;
  return { name, message, ...(fields ? { fields } : {}), ...(stack !== undefined ? { stack } : {}) };
}

/** The error as the class it had on the other side; one of an unknown class arrives as `NamedError` under its own name. */
export function reviveError({ name, message, fields = {}, stack }: SerialisedError): Error {
  const error = revivalOf(name)?.revive(message, fields) ?? Object.assign(new NamedError(message), { name });
  if (stack !== undefined && error instanceof NamedError) error.workerStack = stack;
  return error;
}
