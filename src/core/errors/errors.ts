/**
 * Named errors, each defined here once, so that a message can be chosen by kind on either side of a worker's boundary.
 * The name is a property and not that of the class: class names do not survive a minifier. Each message says what to do.
 */
import type { ConfigIssue } from '../configuration/schema';
import type { AskedQuestion, Choice } from '../ingest/labels/question';

/** Something that went wrong and has a name. */
export class NamedError extends Error {
  override name = 'NamedError';
  /** Where it was thrown, if that was in a worker; for the console. */
  workerStack?: string;

  /** What it carries besides its message: plain data, which crosses with it. */
  fields(): Record<string, unknown> | undefined {
    return undefined;
  }
}

/** Settings that were refused; the message lists each as `path: reason`. */
export class ConfigError extends NamedError {
  override name = 'ConfigError';

  constructor(readonly issues: ConfigIssue[]) {
    super(issues.map(describeIssue).join('\n'));
  }

  override fields(): Record<string, unknown> {
    return { issues: this.issues };
  }
}

/** One line for people: `head.c: Curvature c must be greater than 0`. */
export function describeIssue({ path, message }: ConfigIssue): string {
  return path === '' ? message : `${path}: ${message}`;
}

/** What is wrong with one value, list or setting of a grid. */
export interface GridFault {
  /** Of the setting (`head.c`), or of what else of a sweep it is about: `budget`, `halving`, `compare`, `metric`. */
  path: string;
  /** What is wrong and what to do. */
  message: string;
  /** Where it stands in the text that was typed: from this character up to, but not with, that one. Absent where nothing was typed. */
  from?: number;
  to?: number;
}

/** A grid, or what else of a sweep, that means nothing; one fault for each thing that is wrong. The message lists them as `path: reason`. */
export class GridError extends NamedError {
  override name = 'GridError';

  constructor(readonly faults: readonly GridFault[]) {
    super(faults.map(describeIssue).join('\n'));
  }

  override fields(): Record<string, unknown> {
    return { faults: this.faults };
  }
}

/** A backend cannot be opened here, or computes wrongly. */
export class BackendError extends NamedError {
  override name = 'BackendError';
}

/** The GPU device is gone (driver reset, out of memory, sleep): what it held is lost, and a new worker has to go on from a checkpoint. */
export class DeviceLostError extends NamedError {
  override name = 'DeviceLostError';
}

/** A value that must be finite, or must agree with a known one, is not or does not. */
export class NumericsError extends NamedError {
  override name = 'NumericsError';
}

/** A checkpoint that does not fit the experiment it is to continue. */
export class CheckpointError extends NamedError {
  override name = 'CheckpointError';
}

/** An image set that cannot be read, opened, resized or trained on; the message names it and says what to do. */
export class ImageSetError extends NamedError {
  override name = 'ImageSetError';
}

/** A file that was left out. */
export interface Rejected {
  /** The path as it came; show it with `showName`. */
  name: string;
  /** What is wrong and what to do, to be read after the name. */
  reason: string;
}

/** No image of a drop could be taken into a set; `rejected` names every file with its reason. */
export class NothingReadError extends ImageSetError {
  override name = 'NothingReadError';

  constructor(
    message: string,
    readonly rejected: Rejected[],
  ) {
    super(message);
  }

  override fields(): Record<string, unknown> {
    return { rejected: this.rejected };
  }
}

/** Labels could be read in several ways, and nothing said which: nothing has been stored. */
export class LabelsUnclearError extends ImageSetError {
  override name = 'LabelsUnclearError';
  /** The readings: of each its title, the options that choose it, and the label that it gives each of the question's images. */
  readonly choices: Choice[];

  constructor(readonly question: AskedQuestion) {
    const options = question.choices.map(({ option }) => JSON.stringify(option)).join(' or ');
    super(`${question.text} Nothing has been stored. Answer with an option: ${options}.`);
    this.choices = question.choices;
  }

  override fields(): Record<string, unknown> {
    return { question: this.question };
  }
}

/** A file of pretrained weights that cannot be used; the message names it, what is in it and what to do. */
export class WeightsFileError extends NamedError {
  override name = 'WeightsFileError';

  constructor(
    /** As it came. */
    readonly file: string,
    /** What is wrong and what to do, to be read after the name. */
    readonly reason: string,
    options?: ErrorOptions,
  ) {
    super(`${file}: ${reason}`, options);
  }

  override fields(): Record<string, unknown> {
    return { file: this.file, reason: this.reason };
  }
}

/** The browser's storage for this site is full: what was to be kept is not, and nothing that was kept before is lost. */
export class StorageFullError extends NamedError {
  override name = 'StorageFullError';

  /**
   * @param needed bytes that were to be written
   * @param used bytes that the site takes, and `quota` what the browser grants it; absent where it does not say
   */
  constructor(
    message: string,
    readonly needed: number,
    readonly used?: number,
    readonly quota?: number,
  ) {
    super(message);
  }

  override fields(): Record<string, unknown> {
    return { needed: this.needed, used: this.used, quota: this.quota };
  }
}

/** A request came at a time when it cannot be answered; the message says what has to come first. */
export class OrderError extends NamedError {
  override name = 'OrderError';
}

/** A worker broke down, or cannot be started. */
export class WorkerError extends NamedError {
  override name = 'WorkerError';
}

/** What was asked for is no longer wanted: withdrawn, overtaken by a later request, or its worker was replaced on purpose. */
export class CancelledError extends NamedError {
  override name = 'CancelledError';
}
