import { useMemo, useState } from 'react';
import { configurationRows, usualValue, type ComparedRun } from './compared';

/** Settings of the runs side by side; where they differ it is marked, and what most of them have is not. */
export function Configurations({ compared }: { compared: readonly ComparedRun[] }) {
  const [all, setAll] = useState(false);
  const rows = useMemo(() => configurationRows(compared), [compared]);
  const differing = rows.filter(({ differs }) => differs).length;
  const shown = all ? rows : rows.slice(0, differing);
  return (
    <section className="panel kept-settings" aria-label="Configurations">
      <div className="panel-head">
        <h3 className="panel-title">Configurations</h3>
        <label className="kept-check">
          <input type="checkbox" checked={!all} onChange={(event) => setAll(!event.target.checked)} />
          only differences
        </label>
      </div>
      {/* Reached by the keys that scroll. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className="kept-scroll" tabIndex={0} role="group" aria-label="Settings side by side">
        <table className="table kept-side-by-side">
          <thead>
            <tr>
              <th scope="col">setting</th>
              {compared.map(({ code, name, run }) => (
                <th key={code} scope="col" title={name}>
                  <span className="kept-code" data-geometry={run.geometry}>
                    {code}
                  </span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map(({ setting, values, differs }) => {
              const usual = differs ? usualValue(values) : undefined;
              return (
                <tr key={setting.path} data-differs={differs || undefined}>
                  <th scope="row" title={setting.label}>
                    {setting.symbol}
                  </th>
                  {values.map((value, i) => {
                    const marked = differs && value !== usual && value !== '–';
                    return (
                      <td key={compared[i]!.code} data-marked={marked || undefined}>
                        {marked && <span className="visually-hidden">differs: </span>}
                        {value}
                      </td>
                    );
                  })}
                </tr>
              );
            })}
          </tbody>
        </table>
        {shown.length === 0 && <p className="panel-note">All settings are the same.</p>}
      </div>
    </section>
  );
}
