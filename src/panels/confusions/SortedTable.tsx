import { useState, type ReactNode } from 'react';
import { Tip } from '../../controls';
import { integer } from '../../plots';
import { pressed, type Column, type Order } from './rows';

/** Rows drawn before the rest is asked for. */
const FIRST_ROWS = 60;

interface SortedTableProps<Row> {
  label: string;
  columns: readonly Column<Row>[];
  /** In their order. */
  rows: readonly Row[];
  order: Order;
  setOrder(order: Order): void;
  keyOf(row: Row): string;
  /** One cell a column. */
  cells(row: Row): ReactNode;
  /** What goes through the anchors of a row, and what that is called. */
  anchors(row: Row): () => void;
  say(row: Row): string;
}

/** A table sorted by the heads of its columns; each row leads to its anchors. */
export function SortedTable<Row>({ label, columns, rows, order, setOrder, keyOf, cells, anchors, say }: SortedTableProps<Row>) {
  const [all, setAll] = useState(false);
  const shown = all ? rows : rows.slice(0, FIRST_ROWS);
  return (
    <div className="confusions-scroll">
      <table className="table confusions-table" aria-label={label}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.key} scope="col" aria-sort={order.key === column.key ? order.direction : undefined}>
                <Tip text={column.title}>
                  <button type="button" className="confusions-sort" onClick={() => setOrder(pressed(column, order))}>
                    {column.name}
                    <span aria-hidden="true">{order.key !== column.key ? ' ↕' : order.direction === 'ascending' ? ' ↑' : ' ↓'}</span>
                  </button>
                </Tip>
              </th>
            ))}
            <th scope="col">
              <span className="visually-hidden">Anchors</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {shown.map((row) => (
            <tr key={keyOf(row)}>
              {cells(row)}
              <td>
                <button type="button" className="button button-small" aria-label={say(row)} onClick={anchors(row)}>
                  go through
                </button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {shown.length < rows.length && (
        <button type="button" className="button confusions-more" onClick={() => setAll(true)}>
          Show all {integer(rows.length)}
        </button>
      )}
    </div>
  );
}
