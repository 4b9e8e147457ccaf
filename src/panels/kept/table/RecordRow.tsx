import { memo, type CSSProperties, type ReactNode } from 'react';
import type { MetricKey } from '../../../core/record/measures';
import type { KeptRecord, KeptRun } from '../../../core/record/kept';
import { integer } from '../../../plots/format';
import { MOST_FIGURES, measured, type Column } from '../list/columns';
import { sayValue, settingOf, valuesOf } from '../list/settings';
import { describeFigure, sayBytes, sayDate, sayDuration, sayError, sayMeasure } from '../list/words';
import { CellEditor, type Field } from './Editable';
import { DiskThumbnail } from './DiskThumbnail';
import { Sparkline } from './Sparkline';

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

interface Shared {
  columns: readonly Column[];
  metric: MetricKey;
  actions: RowActions;
}

export interface RecordRowProps extends Shared {
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

/** A record: everything of it that is kept in the table, and what can be done with it. */
export const RecordRow = memo(function RecordRow(props: RecordRowProps) {
  const { record, columns, actions, place, id, start, selected, active, shown, pictures } = props;
  const several = record.runs.length > 1;
  return (
    <div
      id={id}
      role="row"
      className="kept-row"
      aria-rowindex={place}
      aria-selected={selected}
      aria-expanded={several ? props.open : undefined}
      data-active={active || undefined}
      data-shown={shown || undefined}
      style={{ translate: `0 ${start}px` }}
      data-key={record.id}
    >
      <div role="gridcell" className="kept-cell kept-pick">
        <input
          type="checkbox"
          tabIndex={-1}
          aria-label={`Select ${record.title}`}
          checked={selected}
          onChange={() => undefined}
          onClick={(event) => actions.toggle(record.id, event.shiftKey)}
        />
      </div>
      <div role="gridcell" className="kept-cell kept-pictures">
        {record.runs.slice(0, pictures).map((run) => (
          <DiskThumbnail key={run.id} run={run} side={32} />
        ))}
      </div>
      {columns.map((column) => (
        <div key={column.id} role="gridcell" className="kept-cell" data-kind={column.kind} data-align={column.align}>
          <RecordCell {...props} column={column} />
        </div>
      ))}
      <div role="gridcell" className="kept-actions">
        <div>
          <RowButton active={active} name="Open" title="Show it in all the views of Train (Enter)" act={() => actions.open(record.id)} />
          <RowButton
            active={active}
            name="Load settings"
            title="Its configuration becomes the present one"
            act={() => actions.load(record.id)}
          />
          <RowButton
            active={active}
            name="Continue training"
            title={record.checkpoint ? 'Go on from its checkpoint' : 'It has no checkpoint to go on from'}
            disabled={!record.checkpoint}
            act={() => actions.goOn(record.id)}
          />
          <RowButton active={active} name="Delete" title="Delete, with undo (Delete)" act={() => actions.remove(record.id)} />
        </div>
      </div>
    </div>
  );
});

interface RowButtonProps {
  name: string;
  title: string;
  active: boolean;
  disabled?: boolean;
  act(): void;
}

/** Reached by Tab in the active row alone. */
export function RowButton({ name, title, active, disabled, act }: RowButtonProps) {
  return (
    <button type="button" className="link-button" tabIndex={active ? 0 : -1} title={title} disabled={disabled} onClick={() => act()}>
      {name}
    </button>
  );
}

function RecordCell(props: RecordRowProps & { column: Column }): ReactNode {
  const { record, column, metric, actions, editing, active } = props;
  const { runs } = record;
  switch (column.kind) {
    case 'title':
      return <TitleCell {...props} />;
    case 'runs':
      return runs.length === 1 ? (
        <>
          <span className="swatch" data-geometry={runs[0]!.geometry} />
          {runs[0]!.geometry}
        </>
      ) : (
        <span className="kept-swatches" title={runs.map(({ name }) => name).join(', ')}>
          {runs.map(({ id, geometry }) => (
            <span key={id} className="swatch" data-geometry={geometry} />
          ))}
          <span>{runs.length} runs</span>
        </span>
      );
    case 'setting': {
      const values = valuesOf(record, column.setting!.path).map(sayValue);
      const text = values.join(' · ') || '–';
      return <span title={values.length > 1 ? text : undefined}>{text}</span>;
    }
    case 'step':
      return integer(record.step);
    case 'metric':
      return <Figures runs={runs} metric={metric} reached={record.step} />;
    case 'sparkline':
      return <Sparkline runs={runs} />;
    case 'seconds':
      return sayDuration(record.seconds);
    case 'backend':
      return record.backend.backend;
    case 'adapter':
      return <span title={record.backend.adapter}>{record.backend.adapter}</span>;
    case 'version':
      return record.versions.app;
    case 'date':
      return <time dateTime={record.date}>{sayDate(record.date)}</time>;
    case 'imageSet':
      return <span title={`${record.imageSet.name}: ${integer(record.imageSet.images)} images`}>{record.imageSet.name}</span>;
    case 'tags':
    case 'note': {
      const value = column.kind === 'tags' ? record.tags.join(', ') : record.note;
      if (editing === column.kind) return <FieldEditor record={record} field={column.kind} value={value} actions={actions} />;
      return <FieldButton record={record} field={column.kind} value={value} actions={actions} active={active} />;
    }
    case 'bytes':
      return sayBytes(record.bytes);
  }
}

const FIELD_WORDS = { title: 'Title', tags: 'Tags', note: 'Note' } as const;

function FieldEditor({ record, field, value, actions }: { record: KeptRecord; field: Field; value: string; actions: RowActions }) {
  return (
    <CellEditor
      label={`${FIELD_WORDS[field]} of ${record.title}`}
      value={value}
      onCommit={(typed, next) => actions.write(record.id, field, typed, next)}
      cancel={() => actions.edit(record.id, undefined)}
    />
  );
}

interface FieldButtonProps {
  record: KeptRecord;
  field: 'tags' | 'note';
  value: string;
  actions: RowActions;
  active: boolean;
}

function FieldButton({ record, field, value, actions, active }: FieldButtonProps) {
  return (
    <button
      type="button"
      className="kept-field"
      tabIndex={active ? 0 : -1}
      title={value || (field === 'tags' ? 'Add tags, parted by commas' : 'Add a note')}
      aria-label={`${FIELD_WORDS[field]} of ${record.title}: ${value || 'none'}. Change`}
      onClick={() => actions.edit(record.id, field)}
    >
      {field === 'tags' && record.tags.length > 0
        ? record.tags.map((tag) => (
            <span key={tag} className="kept-tag">
              {tag}
            </span>
          ))
        : value || <span className="kept-add">add</span>}
    </button>
  );
}

function TitleCell({ record, editing, actions, active, open, shown, sweep }: RecordRowProps) {
  if (editing === 'title') return <FieldEditor record={record} field="title" value={record.title} actions={actions} />;
  const { title, state, error, runs, thinned } = record;
  return (
    <>
      {runs.length > 1 ? (
        <button
          type="button"
          className="kept-expand"
          tabIndex={-1}
          aria-label={`${open ? 'Hide' : 'Show'} the runs of ${title}`}
          aria-expanded={open}
          onClick={() => actions.expand(record.id)}
        >
          ▸
        </button>
      ) : (
        <span className="kept-expand" aria-hidden="true" />
      )}
      <span className="kept-title">
        <span className="kept-name" title={title}>
          {title}
        </span>
        {state === 'under way' ? (
          <span className="kept-state" data-state="under way">
            under way
          </span>
        ) : state === 'failed' ? (
          <span className="kept-state" data-state="failed" title={error}>
            failed{error === undefined ? '' : `: ${error}`}
          </span>
        ) : shown ? (
          <span className="kept-state" data-state="shown">
            shown in Train
          </span>
        ) : thinned !== undefined ? (
          <span
            className="kept-state"
            title={`The storage was full: the snapshots of ${thinned} earlier steps made room. Everything else of it is there.`}
          >
            earlier snapshots let go
          </span>
        ) : (
          sweep !== undefined && <span className="kept-state">{sweep}</span>
        )}
      </span>
      <button
        type="button"
        className="kept-rename"
        tabIndex={active ? 0 : -1}
        aria-label={`Rename ${title}`}
        title="Rename (F2)"
        onClick={() => actions.edit(record.id, 'title')}
      >
        ✎
      </button>
    </>
  );
}

/** Figures of all runs in their accents; beside them the standard error, the largest where they differ, or the step they are of where training has gone on. */
function Figures({ runs, metric, reached }: { runs: readonly KeptRun[]; metric: MetricKey; reached?: number }) {
  const errors = runs.flatMap((run) => (sayError(run, metric) === undefined ? [] : run.evaluated!.standardError));
  const largest = runs.find(({ evaluated }) => errors.length > 0 && evaluated?.standardError === Math.max(...errors));
  const error = largest && sayError(largest, metric);
  const at = runs[0]?.evaluated?.step;
  // Trained on since: in the place of the error, which the tooltip has too.
  const earlier = reached !== undefined && at !== undefined && at < reached;
  return (
    <span className="kept-figures" title={runs.map((run) => describeFigure(run, metric)).join('\n')}>
      {runs.slice(0, MOST_FIGURES).map((run) => (
        <span key={run.id} data-geometry={run.geometry}>
          {runs.length > 1 && <span className="visually-hidden">{run.name} </span>}
          {sayMeasure(measured(run, metric), metric)}
        </span>
      ))}
      {runs.length > MOST_FIGURES && <span>…</span>}
      {earlier ? (
        <span className="kept-error">at {integer(at)}</span>
      ) : (
        error !== undefined && <span className="kept-error">± {error}</span>
      )}
    </span>
  );
}

interface RunRowProps extends Omit<Shared, 'actions'> {
  record: KeptRecord;
  run: KeptRun;
  place: number;
  id: string;
  /** Of the row, among all. */
  rowKey: string;
  style: CSSProperties;
  active: boolean;
  pictures: number;
}

/** One run of an experiment of several. */
export function RunRow({ record, run, columns, metric, place, id, rowKey, style, active, pictures }: RunRowProps) {
  return (
    <div
      id={id}
      role="row"
      className="kept-row kept-run"
      aria-rowindex={place}
      aria-level={2}
      data-active={active || undefined}
      style={style}
      data-key={rowKey}
    >
      <div role="gridcell" className="kept-cell kept-pick" />
      <div role="gridcell" className="kept-cell kept-pictures">
        {pictures > 0 && <DiskThumbnail run={run} side={24} />}
      </div>
      {columns.map((column) => (
        <div key={column.id} role="gridcell" className="kept-cell" data-kind={column.kind} data-align={column.align}>
          <RunCell record={record} run={run} column={column} metric={metric} />
        </div>
      ))}
      <div role="gridcell" className="kept-actions" />
    </div>
  );
}

function RunCell({ record, run, column, metric }: { record: KeptRecord; run: KeptRun; column: Column; metric: MetricKey }): ReactNode {
  switch (column.kind) {
    case 'title':
      return <span className="kept-run-name">{run.name}</span>;
    case 'runs':
      return (
        <>
          <span className="swatch" data-geometry={run.geometry} />
          {run.geometry}
        </>
      );
    case 'setting':
      return sayValue(settingOf(record, run, column.setting!.path));
    case 'step':
      return run.evaluated ? integer(run.evaluated.step) : '–';
    case 'metric':
      return <Figures runs={[run]} metric={metric} />;
    case 'sparkline':
      return <Sparkline runs={[run]} />;
    default:
      return null;
  }
}
