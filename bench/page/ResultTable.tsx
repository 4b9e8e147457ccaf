import { filledColumns, type Column, type Row } from '../step/table';

/** A row a contender; under the table what its columns mean. */
export function ResultTable({ rows }: { rows: readonly Row[] }) {
  const columns = filledColumns(rows);
  return (
    <>
      {/* The keys scroll it where it is wider than the window: nothing in it can be focused. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className="bench-table" tabIndex={0} role="group" aria-label="Results, scrollable">
        <table className="table">
          <thead>
            <tr>
              {columns.map(({ title, meaning }) => (
                <th key={title} scope="col" title={meaning}>
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.contender} data-ours={row.contender === 'ours'}>
                {columns.map(({ title, cell }, i) =>
                  i === 0 ? (
                    <th key={title} scope="row">
                      {cell(row)}
                    </th>
                  ) : (
                    <td key={title}>{cell(row)}</td>
                  ),
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <details className="bench-details">
        <summary>What the columns mean</summary>
        <Meanings columns={columns} />
      </details>
    </>
  );
}

/** Titles of columns, and what stands in them. */
export function Meanings({ columns }: { columns: readonly Column[] }) {
  return (
    <dl className="bench-meanings">
      {columns.map(({ title, meaning }) => (
        <div key={title}>
          <dt>{title}</dt>
          <dd>{meaning}</dd>
        </div>
      ))}
    </dl>
  );
}
