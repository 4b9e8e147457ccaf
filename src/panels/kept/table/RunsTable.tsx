import { useVirtualizer } from '@tanstack/react-virtual';
import { memo, useCallback, useEffect, useId, useRef, type CSSProperties, type KeyboardEvent, type MouseEvent } from 'react';
import type { MetricKey } from '../../../core/record/measures';
import { integer } from '../../../plots/format';
import type { Item, Sort } from '../list/arrange';
import type { Column } from '../list/columns';
import { allOf, extended, keyOf, moved, recordIn, toggled, NOTHING_SELECTED, type Selection } from '../list/selection';
import type { Field } from './Editable';
import { NewerRow } from './NewerRow';
import { RecordRow } from './RecordRow';
import type { RowActions } from './rowActions';
import { RunRow } from './RunRow';

const HEIGHTS: Record<Item['kind'], number> = { group: 32, record: 44, newer: 44, run: 34 };
const HEAD = 30;
const PICK = 34;
const PICTURE = 36;
/** Room at the end for what can be done with a row: where all columns are seen it covers none of them. */
const ACTIONS = 112;
/** Rows drawn beyond what is seen. */
const SPARE = 6;

export interface TableProps {
  items: readonly Item[];
  columns: readonly Column[];
  metric: MetricKey;
  sort: Sort;
  sortBy(column: Column): void;
  selection: Selection;
  setSelection(change: (before: Selection) => Selection): void;
  editing: { id: string; field: Field } | undefined;
  actions: RowActions;
  /** Shuts or opens a group. */
  toggleGroup(key: string): void;
  /** Deletes what is selected, or else the row that keys act on. */
  removeSelected(): void;
  undo(): void;
  /** Id of the record that the views of Train show. */
  shown: string | undefined;
  sweepTitle(id: string): string | undefined;
  /** Pictures beside a title: of as many runs as the records have, up to three. */
  pictures: number;
}

/** The table of runs: rows that are seen are there, the others are room. One focus; arrow keys move in it. */
export const RunsTable = memo(function RunsTable(props: TableProps) {
  const { items, columns, metric, sort, sortBy, selection, setSelection, editing, actions, toggleGroup, shown, sweepTitle, pictures } =
    props;
  const frame = useRef<HTMLDivElement>(null);
  const prefix = useId();
  const itemKey = useCallback((at: number) => keyOf(items[at]!), [items]);
  // It hands out new functions as it scrolls, which nothing here remembers.
  // eslint-disable-next-line react-hooks/incompatible-library
  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => frame.current,
    estimateSize: (at) => HEIGHTS[items[at]!.kind],
    getItemKey: itemKey,
    overscan: SPARE,
    scrollMargin: HEAD,
    scrollPaddingStart: HEAD,
  });
  const rows = virtual.getVirtualItems();
  const active = items.findIndex((item) => keyOf(item) === selection.active);
  const picturesWidth = pictures === 0 ? 0 : pictures * PICTURE + 6;
  const template = [PICK, picturesWidth, ...columns.map(({ width }) => width)].map((width) => `${width}px`);
  // What is left over on a wide screen.
  columns.forEach(({ kind, width }, i) => {
    if (kind === 'title' || kind === 'note') template[i + 2] = `minmax(${width}px, 1fr)`;
  });
  const width = PICK + picturesWidth + columns.reduce((sum, column) => sum + column.width, 0) + ACTIONS;

  // What was written in is gone, and the focus with it.
  const wasEditing = useRef(false);
  useEffect(() => {
    if (wasEditing.current && !editing && (document.activeElement === document.body || document.activeElement === null))
      frame.current?.focus();
    wasEditing.current = editing !== undefined;
  }, [editing]);

  const goTo = (at: number, extend: boolean) => {
    const item = items[at];
    if (!item) return;
    virtual.scrollToIndex(at, { align: 'auto' });
    const key = keyOf(item);
    const id = recordIn(item);
    setSelection((before) => (extend && id !== undefined ? { ...extended(before, items, id), active: key } : { ...before, active: key }));
  };

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.target !== event.currentTarget) {
      // What stands in a row has keys of its own; Escape leads back to the table.
      if (event.key === 'Escape') event.currentTarget.focus();
      return;
    }
    const item = items[active];
    const id = recordIn(item);
    const command = event.ctrlKey || event.metaKey;
    const to = command
      ? undefined
      : moved(active, event.key, items.length, Math.floor((frame.current?.clientHeight ?? 0) / HEIGHTS.record));
    if (to !== undefined) goTo(to, event.shiftKey);
    else if (command && event.key === 'a') setSelection((before) => allOf(before, items));
    else if (command && event.key === 'z') props.undo();
    else if (command) return;
    else if (event.key === 'Escape') setSelection(({ active: stays }) => ({ ...NOTHING_SELECTED, active: stays }));
    else if (event.key === 'Delete' || event.key === 'Backspace') props.removeSelected();
    else if (!item) return;
    else if (event.key === 'Enter') {
      if (item.kind === 'group') toggleGroup(item.key);
      else actions.open(id!);
    } else if (event.key === ' ') {
      if (item.kind === 'group') toggleGroup(item.key);
      else if (item.kind !== 'run') setSelection((before) => (event.shiftKey ? extended(before, items, id!) : toggled(before, id!)));
    } else if (event.key === 'F2' && item.kind === 'record') actions.edit(item.record.id, 'title');
    else if (event.key === 'ArrowRight' && item.kind === 'record' && !item.open) actions.expand(item.record.id);
    else if (event.key === 'ArrowLeft' && item.kind === 'record' && item.open) actions.expand(item.record.id);
    else if (event.key === 'ArrowLeft' && item.kind === 'run') setSelection((before) => ({ ...before, active: item.record.id }));
    else if ((event.key === 'ArrowRight' || event.key === 'ArrowLeft') && item.kind === 'group') {
      if (item.open === (event.key === 'ArrowLeft')) toggleGroup(item.key);
    } else return;
    event.preventDefault();
  };

  /** The row that was pressed beside its buttons and fields. */
  const pressed = ({ target }: MouseEvent): Item | undefined => {
    if (!(target instanceof Element) || target.closest('button, input')) return undefined;
    const key = target.closest<HTMLElement>('[data-key]')?.dataset.key;
    return items.find((item) => keyOf(item) === key);
  };
  const onClick = (event: MouseEvent) => {
    const item = pressed(event);
    if (!item) return;
    const [key, id] = [keyOf(item), recordIn(item)];
    if (id === undefined || item.kind === 'run') setSelection((before) => ({ ...before, active: key }));
    else if (event.ctrlKey || event.metaKey || event.shiftKey) actions.toggle(id, event.shiftKey);
    else setSelection((before) => ({ ...before, active: id, from: id }));
  };

  return (
    <>
      <Announced item={items[active]} selected={selection.selected} />
      {/* A table by name and role, as assistive technology reads it, with one focus in which keys move: where to is announced above. */}
      {/* eslint-disable jsx-a11y/no-noninteractive-element-interactions, jsx-a11y/no-noninteractive-tabindex */}
      <div
        ref={frame}
        className="kept-table"
        role="table"
        aria-label="Runs"
        aria-rowcount={items.length + 1}
        tabIndex={0}
        onKeyDown={onKeyDown}
        onClick={onClick}
        onDoubleClick={(event) => {
          const item = pressed(event);
          if (item && item.kind !== 'group' && item.kind !== 'newer') actions.open(item.record.id);
        }}
        onFocus={(event) => {
          if (event.target === event.currentTarget && active < 0 && items.length > 0) goTo(0, false);
        }}
        style={
          {
            '--kept-columns': [...template, `${ACTIONS}px`].join(' '),
            '--kept-width': `${width}px`,
            '--kept-pictures': `${PICK}px`,
            '--kept-title': `${PICK + picturesWidth}px`,
          } as CSSProperties
        }
      >
        <div role="rowgroup" className="kept-head">
          <div role="row" className="kept-head-row" aria-rowindex={1}>
            <div role="columnheader" className="kept-cell kept-pick">
              <span className="visually-hidden">Selected</span>
            </div>
            <div role="columnheader" className="kept-cell kept-pictures">
              <span className="visually-hidden">Disk</span>
            </div>
            {columns.map((column) => (
              <Heading key={column.id} column={column} sort={sort} sortBy={sortBy} />
            ))}
            <div role="columnheader" className="kept-actions">
              <span className="visually-hidden">Actions</span>
            </div>
          </div>
        </div>
        <div role="rowgroup" className="kept-body" style={{ height: virtual.getTotalSize() }}>
          {rows.map(({ index, start, size }) => {
            const item = items[index]!;
            const key = keyOf(item);
            const at = { id: `${prefix}${index}`, place: index + 2, active: index === active };
            const style: CSSProperties = { height: size, translate: `0 ${start - HEAD}px` };
            switch (item.kind) {
              case 'group':
                return (
                  <div
                    key={key}
                    id={at.id}
                    role="row"
                    className="kept-row kept-group"
                    aria-rowindex={at.place}
                    data-active={at.active || undefined}
                    style={style}
                  >
                    <div role="cell" className="kept-group-cell" aria-colspan={columns.length + 3}>
                      <button
                        type="button"
                        tabIndex={-1}
                        className="kept-group-name"
                        aria-expanded={item.open}
                        onClick={() => toggleGroup(item.key)}
                      >
                        <span className="kept-expand" aria-hidden="true" data-open={item.open || undefined}>
                          ▸
                        </span>
                        {item.label}
                        <span className="kept-group-count">{integer(item.count)}</span>
                      </button>
                    </div>
                  </div>
                );
              case 'newer':
                return (
                  <NewerRow key={key} {...at} record={item.record} style={style} selected={selection.selected.has(key)} actions={actions} />
                );
              case 'run':
                return (
                  <RunRow key={key} {...at} {...{ columns, metric, pictures, style }} record={item.record} run={item.run} rowKey={key} />
                );
              case 'record':
                return (
                  <RecordRow
                    key={key}
                    {...at}
                    {...{ columns, metric, actions, pictures }}
                    start={start - HEAD}
                    record={item.record}
                    selected={selection.selected.has(key)}
                    open={item.open}
                    shown={shown === key}
                    editing={editing?.id === key ? editing.field : undefined}
                    sweep={item.record.sweep && (sweepTitle(item.record.sweep.id) ?? 'cell of a sweep')}
                  />
                );
            }
          })}
        </div>
      </div>
      {/* eslint-enable jsx-a11y/no-noninteractive-element-interactions, jsx-a11y/no-noninteractive-tabindex */}
    </>
  );
});

/** Where keys have led to: a table has no cursor of its own that would be read out. */
function Announced({ item, selected }: { item: Item | undefined; selected: ReadonlySet<string> }) {
  const id = item && recordIn(item);
  return (
    <p className="visually-hidden" aria-live="polite" data-announced="row">
      {item && `${named(item)}${id !== undefined && item.kind !== 'run' && selected.has(id) ? ', selected' : ''}`}
    </p>
  );
}

function named(item: Item): string {
  if (item.kind === 'group') return `${item.label}, ${integer(item.count)} runs, ${item.open ? 'open' : 'shut'}`;
  if (item.kind === 'run') return `${item.run.name} of ${item.record.title}`;
  return item.kind === 'newer' ? `a record of version ${item.record.version}, which a newer page has made` : item.record.title;
}

const SORTED = { true: 'descending', false: 'ascending' } as const;

function Heading({ column, sort, sortBy }: { column: Column; sort: Sort; sortBy(column: Column): void }) {
  const own = sort.column === column.id;
  return (
    <div
      role="columnheader"
      className="kept-cell"
      data-kind={column.kind}
      data-align={column.align}
      aria-sort={own ? SORTED[`${sort.descending}`] : 'none'}
    >
      <button
        type="button"
        className="kept-sort"
        data-same={column.same || undefined}
        title={`${column.title ?? column.label}: sort`}
        onClick={() => sortBy(column)}
      >
        <span>{column.label}</span>
        <span className="kept-sort-mark" aria-hidden="true">
          {own ? (sort.descending ? '↓' : '↑') : ''}
        </span>
      </button>
    </div>
  );
}
