import { useEffect, useMemo, useState } from 'react';
import { Ask } from '../../controls';
import { messageOf } from '../../core/errors';
import { isNewer, type KeptRecord } from '../../core/record/kept';
import type { MetricKey } from '../../core/record/measures';
import { useLabStores, useRuns } from '../../state/LabProvider';
import { Empty } from './Empty';
import { Foot, MOST_COMPARED } from './Foot';
import { Toolbar } from './Toolbar';
import { createCommands } from './commands';
import { CompareView } from './compare/CompareView';
import { NO_FILTER, choicesOf, itemsOf, matching, sorted, type Filter, type Grouping, type Sort } from './list/arrange';
import { columnsOf, type Column } from './list/columns';
import { NOTHING_SELECTED, extended, recordIn, successor, toggled, within, type Selection } from './list/selection';
import { tagsIn } from './list/words';
import { useSweepTitles } from './useSweepTitles';
import { FIELDS, type Field } from './table/Editable';
import type { RowActions } from './table/rowActions';
import { RunsTable } from './table/RunsTable';
import './kept.css';

/** Pictures beside a title at most. */
const MOST_PICTURES = 3;
const NEWEST_FIRST: Sort = { column: 'date', descending: true };
const NONE: readonly never[] = [];
/** Columns that one reads from the largest down. */
const LARGEST_FIRST = new Set<Column['kind']>(['step', 'metric', 'sparkline', 'seconds', 'date', 'bytes']);

const flipped = (set: ReadonlySet<string>, key: string): Set<string> => {
  const next = new Set(set);
  if (!next.delete(key)) next.add(key);
  return next;
};

interface Props {
  /** Saves records, by their ids, as one file. Rejects with the reason where that cannot be done. */
  save?: (ids: readonly string[]) => Promise<void>;
}

/** Every experiment and cell that has been kept: found, put in order, named, opened, compared, exported, deleted. */
export function RunsPage({ save }: Props) {
  const stores = useLabStores();
  const listed = useRuns((state) => state.records);
  const failure = useRuns((state) => state.failure);
  const shown = useRuns((state) => state.opened);
  const [filter, setFilter] = useState<Filter>(NO_FILTER);
  const [sort, setSort] = useState(NEWEST_FIRST);
  const [group, setGroup] = useState<Grouping>();
  const [metric, setMetric] = useState<MetricKey>('recall@1');
  const [onlyDifferences, setOnlyDifferences] = useState(true);
  const [shut, setShut] = useState<ReadonlySet<string>>(new Set());
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const [selection, setSelection] = useState<Selection>(NOTHING_SELECTED);
  const [editing, setEditing] = useState<{ id: string; field: Field }>();
  const [comparing, setComparing] = useState<readonly string[]>();
  const [saving, setSaving] = useState(false);
  /** Waits for the answer whether the training that goes on may be paused. */
  const [asked, setAsked] = useState<{ proceed(): void }>();

  const records = listed ?? NONE;
  const choices = useMemo(() => choicesOf(records), [records]);
  const sweepTitle = useSweepTitles(choices.sweeps.length > 0);
  const found = useMemo(() => matching(records, filter), [records, filter]);
  const columns = useMemo(() => columnsOf(found.records, metric, onlyDifferences), [found, metric, onlyDifferences]);
  const sortColumn = columns.find(({ id }) => id === sort.column) ?? columns.find(({ id }) => id === NEWEST_FIRST.column)!;
  const ordered = useMemo(() => sorted(found.records, sortColumn, sort.descending, metric), [found, sortColumn, sort.descending, metric]);
  const items = useMemo(
    () => itemsOf(ordered, found.newer, { group, shut, open: opened, sweepTitle }),
    [ordered, found, group, shut, opened, sweepTitle],
  );
  const pictures = useMemo(() => Math.min(MOST_PICTURES, Math.max(0, ...found.records.map(({ runs }) => runs.length))), [found]);
  const byId = useMemo(() => new Map(records.map((record) => [record.id, record])), [records]);
  // What has gone is not selected any more, wherever it was deleted.
  const { selected } = useMemo(() => within(selection, new Set(byId.keys())), [selection, byId]);
  const { runs, linked } = stores;
  const chosen = selected.size === 1 ? [...selected][0] : selected.size === 0 ? selection.active : undefined;
  useEffect(() => {
    linked.setState({ record: chosen });
    return () => linked.setState({ record: undefined });
  }, [linked, chosen]);
  useEffect(() => void runs.getState().refresh(), [runs]);
  const [commands] = useState(() => createCommands(stores, (proceed) => setAsked({ proceed })));

  const actions = useMemo((): RowActions => {
    const edit = (id: string, field: Field | undefined) => setEditing(field && { id, field });
    return {
      toggle: (id, range) => setSelection((before) => (range ? extended(before, items, id) : toggled(before, id))),
      expand: (id) => setOpened((before) => flipped(before, id)),
      edit,
      write: (id, field, value, next) => {
        const beside = next && FIELDS[FIELDS.indexOf(field) + next];
        edit(id, beside);
        const change = field === 'tags' ? { tags: tagsIn(value) } : { [field]: value.trim() };
        // A record has a title.
        if (field !== 'title' || value.trim() !== '') commands.annotate(id, change);
      },
      open: commands.open,
      load: commands.load,
      goOn: commands.continueFrom,
      remove: (id) => {
        setSelection((before) => ({ ...before, active: successor(items, new Set([id]), id) }));
        commands.remove([id]);
      },
    };
  }, [items, commands]);

  const removeSelected = () => {
    const active = recordIn(items.find((item) => recordIn(item) !== undefined && selection.active === recordIn(item)));
    const ids = selected.size > 0 ? [...selected] : active === undefined ? [] : [active];
    if (ids.length === 0) return;
    setSelection((before) => ({ selected: new Set(), active: successor(items, new Set(ids), before.active) }));
    commands.remove(ids);
  };
  const sortBy = ({ id, kind }: Column) =>
    setSort((before) =>
      before.column === id ? { column: id, descending: !before.descending } : { column: id, descending: LARGEST_FIRST.has(kind) },
    );
  const comparable = [...selected].filter((id) => byId.has(id) && !isNewer(byId.get(id)!));

  const saveSelected = async () => {
    setSaving(true);
    try {
      await save?.(comparable);
    } catch (error) {
      stores.lab.getState().notify('error', messageOf(error));
    } finally {
      setSaving(false);
    }
  };

  const question = (
    <Ask
      open={asked !== undefined}
      title="Pause the training that goes on?"
      says="The experiment in Train makes room for this one. It is paused and stays here in Runs, where it can be continued from where it stands."
      yes="Pause it"
      no="Let it train"
      answer={(yes) => {
        setAsked(undefined);
        if (yes) asked?.proceed();
      }}
    />
  );
  const compared = comparing?.flatMap((id) => byId.get(id) ?? []).filter((record): record is KeptRecord => !isNewer(record));
  if (compared && compared.length > 0) return <CompareView records={compared} back={() => setComparing(undefined)} />;
  return (
    <section className="panel kept-panel" aria-label="Runs kept">
      <Toolbar
        {...{ filter, choices, sweepTitle, group, setGroup, metric, setMetric, onlyDifferences, setOnlyDifferences }}
        setFilter={(change) => setFilter((before) => ({ ...before, ...change }))}
        shown={found.records.length + found.newer.length}
        all={records.length}
      />
      {failure !== undefined && (
        <p className="kept-failure" role="alert">
          {failure}
        </p>
      )}
      {listed === undefined ? (
        <p className="kept-nothing" aria-busy={failure === undefined}>
          {failure === undefined ? 'Reading what is kept …' : 'Nothing can be listed.'}
        </p>
      ) : records.length === 0 ? (
        <Empty train={() => stores.place.getState().go('train')} />
      ) : (
        <>
          <RunsTable
            {...{ items, columns, metric, sort, sortBy, setSelection, editing, actions, removeSelected, shown, sweepTitle, pictures }}
            selection={selection}
            toggleGroup={(key) => setShut((before) => flipped(before, key))}
            undo={commands.undo}
          />
          {items.length === 0 && (
            <p className="kept-nothing">
              No run meets this.{' '}
              <button type="button" className="link-button" onClick={() => setFilter(NO_FILTER)}>
                Show all
              </button>
            </p>
          )}
        </>
      )}
      <Foot
        selected={selected.size}
        comparable={comparable.length}
        save={save && (() => void saveSelected())}
        saving={saving}
        compare={() => setComparing(comparable.slice(0, MOST_COMPARED))}
        remove={removeSelected}
        clear={() => setSelection(({ active }) => ({ selected: new Set(), active }))}
      />
      {question}
    </section>
  );
}
