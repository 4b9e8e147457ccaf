import { useMemo, useRef, useState } from 'react';
import type { CellStatus } from '../../../core/sweep/sweep.types';
import type { MetricKey } from '../../../core/record/measures';
import { GEOMETRY } from '../../../core/sweep/axes';
import { useScrollWindow } from '../../images/useScrollWindow';
import { columnsFor, sorted, type Column, type Order } from './table';

interface Props {
  statuses: readonly CellStatus[];
  metric: MetricKey;
  /** Shows the record of a cell in all the views. */
  open(record: string): void;
  retry(cell: string): void;
  /** This cell comes next. */
  advance(cell: string): void;
}

/** Pixels. */
const ROW = 27;
/** Up to so many are drawn all. */
const FEW = 200;

/** Every cell a row: how it stands, its values, what was measured. A click on its name opens its record. */
export function CellTable({ statuses, metric, open, retry, advance }: Props) {
  const frame = useRef<HTMLDivElement>(null);
  const [order, setOrder] = useState<Order>();
  const columns = useMemo(() => columnsFor(statuses, metric), [statuses, metric]);
  const rows = useMemo(() => sorted(statuses, columns, order), [statuses, columns, order]);
  const seen = useScrollWindow(frame, ROW, () => rows.length);
  const { first, end } = rows.length > FEW ? seen : { first: 0, end: rows.length };
  const sortBy = (key: string) =>
    setOrder((now) => (now?.key === key ? (now.descending ? undefined : { key, descending: true }) : { key, descending: false }));
  return (
    <div ref={frame} className="sweep-table" onScroll={seen.onScroll}>
      <table className="table" aria-label="Cells" aria-rowcount={rows.length + 1}>
        <thead>
          <tr>
            {columns.map(({ key, label, title }) => (
              <th
                key={key}
                scope="col"
                title={title}
                aria-sort={order?.key === key ? (order.descending ? 'descending' : 'ascending') : undefined}
              >
                <button type="button" className="sweep-sort" onClick={() => sortBy(key)}>
                  {label}
                  <span aria-hidden="true">{order?.key === key ? (order.descending ? ' ↓' : ' ↑') : ''}</span>
                </button>
              </th>
            ))}
            <th scope="col">
              <span className="visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {first > 0 && <tr aria-hidden="true" style={{ height: first * ROW }} />}
          {rows.slice(first, end).map((status, i) => (
            <Row key={status.cell.id} index={first + i + 2} status={status} columns={columns} open={open} retry={retry} advance={advance} />
          ))}
          {end < rows.length && <tr aria-hidden="true" style={{ height: (rows.length - end) * ROW }} />}
        </tbody>
      </table>
    </div>
  );
}

interface RowProps extends Pick<Props, 'open' | 'retry' | 'advance'> {
  index: number;
  status: CellStatus;
  columns: readonly Column[];
}

function Row({ index, status, columns, open, retry, advance }: RowProps) {
  const { cell, state, error, record } = status;
  const values = columns.map((column) => column.say(status));
  const name = columns.flatMap(({ key, label }, i) => (key in cell.at && key !== GEOMETRY ? [`${label} ${values[i]!}`] : []));
  const words = [cell.geometry, ...name].join(', ');
  return (
    <tr data-state={state} aria-rowindex={index} title={error}>
      {columns.map(({ key }, i) => (
        <td key={key}>
          {key === 'state' ? (
            <span className="sweep-state">
              <span className="sweep-state-mark" aria-hidden="true" />
              {values[i]}
              {error !== undefined && <span className="visually-hidden">: {error}</span>}
            </span>
          ) : key === GEOMETRY ? (
            <span className="sweep-cell-geometry" data-geometry={cell.geometry}>
              <span className="swatch" />
              {values[i]}
            </span>
          ) : (
            values[i]
          )}
        </td>
      ))}
      <td className="sweep-row-actions">
        {(state === 'failed' || state === 'cancelled') && (
          <button type="button" className="link-button" aria-label={`Retry ${words}`} title={error} onClick={() => retry(cell.id)}>
            retry
          </button>
        )}
        {state === 'waiting' && (
          <button type="button" className="link-button" aria-label={`Train ${words} next`} onClick={() => advance(cell.id)}>
            next
          </button>
        )}
        {record !== undefined && (
          <button
            type="button"
            className="link-button"
            aria-label={`Open ${words}`}
            title="Show it in all the views"
            onClick={() => open(record)}
          >
            open
          </button>
        )}
      </td>
    </tr>
  );
}
