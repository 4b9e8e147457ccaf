import { useId, useRef, useState, type KeyboardEvent, type MouseEvent, type ReactNode } from 'react';
import { between, moved, toggled } from '../virtual';
import { useScrollWindow } from '../useScrollWindow';

interface Props {
  label: string;
  count: number;
  rowHeight: number;
  /** Width of an item of a grid, pixels; absent = a list of one column. */
  itemWidth?: number;
  selected: ReadonlySet<number>;
  select(next: ReadonlySet<number>): void;
  /** What Enter and a double click do. */
  open?(index: number): void;
  /** Accessible name of an item. */
  nameOf(index: number): string;
  /** Shown in the place of the items where there are none. */
  empty: string;
  children(index: number): ReactNode;
}

/**
 * A list or a grid of any length in which several items can be selected, with mouse, finger or keys. Only what can be seen is drawn.
 * A click turns an item over; with Shift it takes all up to it.
 */
export function PickList({ label, count, rowHeight, itemWidth, selected, select, open, nameOf, empty, children }: Props) {
  const id = useId();
  const frame = useRef<HTMLDivElement>(null);
  const columnsIn = (width: number) => (itemWidth === undefined ? 1 : Math.max(1, Math.floor(width / itemWidth)));
  const view = useScrollWindow(frame, rowHeight, (width) => Math.ceil(count / columnsIn(width)));
  const columns = columnsIn(view.width);
  const [wantedActive, setActive] = useState(0);
  const [anchor, setAnchor] = useState(0);
  const active = Math.min(wantedActive, Math.max(0, count - 1));

  const goTo = (index: number) => {
    setActive(index);
    view.show(Math.floor(index / columns));
  };
  const press = (index: number, range: boolean) => {
    goTo(index);
    if (range) return select(new Set([...selected, ...between(anchor, index)]));
    setAnchor(index);
    select(toggled(selected, index));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (count === 0) return;
    if (event.key === 'a' && (event.ctrlKey || event.metaKey)) select(new Set(between(0, count - 1)));
    else if (event.key === ' ') press(active, event.shiftKey);
    else if (event.key === 'Enter' && open) open(active);
    else {
      const to = moved(active, event.key, count, columns, Math.floor(view.height / rowHeight));
      if (to === undefined) return;
      goTo(to);
      if (event.shiftKey) select(new Set([...selected, ...between(anchor, to)]));
      else setAnchor(to);
    }
    event.preventDefault();
  };
  const indexOf = (event: MouseEvent): number | undefined => {
    const item = (event.target as HTMLElement).closest<HTMLElement>('[data-index]');
    return item ? Number(item.dataset.index) : undefined;
  };
  const rows = Array.from({ length: view.end - view.first }, (_, i) => view.first + i);
  return (
    <div
      ref={frame}
      className="images-pick-list"
      // A list box without anything to select is none.
      role={count > 0 ? 'listbox' : 'group'}
      aria-label={label}
      aria-multiselectable={count > 0 || undefined}
      aria-activedescendant={count > 0 ? `${id}-${active}` : undefined}
      tabIndex={0}
      onScroll={view.onScroll}
      onKeyDown={onKeyDown}
      onClick={(event) => {
        const index = indexOf(event);
        if (index !== undefined) press(index, event.shiftKey);
      }}
      onDoubleClick={(event) => {
        const index = indexOf(event);
        if (index !== undefined) open?.(index);
      }}
    >
      {count === 0 && <p className="images-pick-empty">{empty}</p>}
      <div role="presentation" style={{ height: Math.ceil(count / columns) * rowHeight, position: 'relative' }}>
        {rows.map((row) => (
          <div key={row} role="presentation" className="images-pick-row" style={{ top: row * rowHeight, height: rowHeight }}>
            {between(row * columns, Math.min(count, (row + 1) * columns) - 1).map((index) => (
              <div
                key={index}
                id={`${id}-${index}`}
                role="option"
                className="images-pick-item"
                style={{ width: itemWidth }}
                data-index={index}
                data-active={index === active || undefined}
                aria-selected={selected.has(index)}
                aria-label={nameOf(index)}
                aria-setsize={count}
                aria-posinset={index + 1}
              >
                {children(index)}
              </div>
            ))}
          </div>
        ))}
      </div>
    </div>
  );
}
