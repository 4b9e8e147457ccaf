import type { ReactNode } from 'react';
import { integer } from '../../../plots/format';
import type { Column } from '../list/columns';
import { sayValue, valuesOf } from '../list/settings';
import { sayBytes, sayDate, sayDuration } from '../list/words';
import { FieldButton, FieldEditor } from './FieldCell';
import { Figures } from './Figures';
import type { RecordRowProps } from './rowActions';
import { Sparkline } from './Sparkline';
import { TitleCell } from './TitleCell';

/** What a record has of a column. */
export function RecordCell(props: RecordRowProps & { column: Column }): ReactNode {
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
