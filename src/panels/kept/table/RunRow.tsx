import type { CSSProperties, ReactNode } from 'react';
import type { MetricKey } from '../../../core/record/measures';
import type { KeptRecord, KeptRun } from '../../../core/record/kept';
import { integer } from '../../../plots/format';
import type { Column } from '../list/columns';
import { sayValue, settingOf } from '../list/settings';
import { DiskThumbnail } from './DiskThumbnail';
import { Figures } from './Figures';
import type { SharedRowProps } from './rowActions';
import { Sparkline } from './Sparkline';

interface RunRowProps extends SharedRowProps {
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
      data-active={active || undefined}
      style={style}
      data-key={rowKey}
    >
      <div role="cell" className="kept-cell kept-pick" />
      <div role="cell" className="kept-cell kept-pictures">
        {pictures > 0 && <DiskThumbnail run={run} side={24} />}
      </div>
      {columns.map((column) => (
        <div key={column.id} role="cell" className="kept-cell" data-kind={column.kind} data-align={column.align}>
          <RunCell record={record} run={run} column={column} metric={metric} />
        </div>
      ))}
      <div role="cell" className="kept-actions" />
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
