/** What the rows of the table of runs are given by it. Types alone. */
import type { MetricKey } from '../../../core/record/measures';
import type { KeptRecord } from '../../../core/record/kept';
import type { Column } from '../list/columns';
import type { Field } from './Editable';

/** What can be done with rows; the same object for as long as the table stands. */
export interface RowActions {
  /** Selects a record or no longer; all from the one before where `range`. */
  toggle(id: string, range: boolean): void;
  expand(id: string): void;
  edit(id: string, field: Field | undefined): void;
  write(id: string, field: Field, value: string, next?: 1 | -1): void;
  open(id: string): void;
  load(id: string): void;
  goOn(id: string): void;
  remove(id: string): void;
}

/** What rows of records and of runs have in common. */
export interface SharedRowProps {
  columns: readonly Column[];
  metric: MetricKey;
}

export interface RecordRowProps extends SharedRowProps {
  actions: RowActions;
  record: KeptRecord;
  /** Place in the table, the head being 1. */
  place: number;
  id: string;
  /** Above it, pixels. */
  start: number;
  selected: boolean;
  active: boolean;
  open: boolean;
  /** Shown in the views of Train. */
  shown: boolean;
  editing: Field | undefined;
  /** Pictures that the rows have room for. */
  pictures: number;
  sweep: string | undefined;
}
