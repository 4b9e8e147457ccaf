import { useMemo, useRef, useState } from 'react';
import { ConfusionCount, type ClassRecall, type Confusion } from '../../core/metrics/negatives/confusions';
import { ChooseOne, Dialog, Name } from '../../controls';
import { PlotActions, Thumbnail, integer, percent, useExported } from '../../plots';
import { useLab, useViewStores } from '../../state/LabProvider';
import { goThrough } from '../../state/views/anchorOrder';
import { useRankings } from '../../state/views/useSelection';
import { useScans } from '../../state/views/useScans';
import { AsOf } from '../asOf';
import { SortedTable } from './SortedTable';
import { classColumns, classTable, pairColumns, pairTable, sorted, type Order } from './rows';
import './confusions.css';

const VIEWS = [
  { value: 'pairs', name: 'Class pairs', title: 'Which classes are taken for one another' },
  { value: 'classes', name: 'Recall by class', title: 'How each class is retrieved, worst first' },
] as const;
type View = (typeof VIEWS)[number]['value'];

const FIRST: Record<View, Order> = {
  pairs: { key: 'taken', direction: 'descending' },
  classes: { key: 'recall', direction: 'ascending' },
};

/** Of one run: class pairs that are taken for one another, and recall by class; each row leads to its anchors. */
export function ConfusionsDialog({ onClose }: { onClose(): void }) {
  const stores = useViewStores();
  const rankings = useRankings();
  const labels = useLab((lab) => lab.evaluation?.labels);
  const classes = useLab((lab) => lab.imageSet?.classes);
  const k = useLab((lab) => lab.k);
  const [view, setView] = useState<View>('pairs');
  const [chosen, setChosen] = useState<string>();
  const [orders, setOrders] = useState(FIRST);
  const body = useRef<HTMLDivElement>(null);

  const ranking = rankings.find(({ id }) => id === chosen) ?? rankings[0];
  const asked = useMemo(() => (ranking ? [ranking] : []), [ranking]);
  const {
    scans: [scan],
    done,
  } = useScans(asked, labels, Infinity);
  const counting = useMemo(() => (scan && labels ? new ConfusionCount(scan, labels, k) : undefined), [scan, labels, k]);
  // `done` stands for what the scan holds by now.
  // eslint-disable-next-line react-hooks/exhaustive-deps
  const counted = useMemo(() => counting?.update() && { pairs: counting.pairs(), classes: counting.byClass() }, [counting, done]);

  const nameOf = (label: number) => classes?.[label]?.name ?? `class ${label + 1}`;
  const pathOf = (label: number) => classes?.[label]?.path ?? `class ${label + 1}`;
  const columns = { pairs: pairColumns(nameOf, k), classes: classColumns(nameOf) };
  const pairs = sorted(counted?.pairs ?? [], columns.pairs, orders.pairs);
  const byClass = sorted(counted?.classes ?? [], columns.classes, orders.classes);
  const order = (next: Order) => setOrders({ ...orders, [view]: next });
  const lead = (anchors: Int32Array, words: string) => {
    goThrough(stores, anchors, words);
    onClose();
  };
  useExported(body, {
    name: view === 'pairs' ? 'Class pairs' : 'Recall by class',
    table: () => (view === 'pairs' ? pairTable(pairs, pathOf, k) : classTable(byClass, pathOf)),
  });

  const n = labels?.length ?? 0;
  return (
    <Dialog
      open
      title="Confusions"
      size="large"
      onClose={onClose}
      actions={
        <>
          <AsOf snapshot={ranking?.snapshot} />
          <PlotActions name="Confusions" run={ranking?.name} step={ranking?.snapshot.step} part={ranking?.snapshot.part} />
          <button type="button" className="button button-small" onClick={onClose}>
            Close
          </button>
        </>
      }
    >
      <div className="confusions-body" ref={body}>
        <div className="confusions-bar">
          <ChooseOne label="Table" options={VIEWS} value={view} choose={setView} />
          <ChooseOne
            label="Run"
            options={rankings.map(({ id, name, geometry }) => ({ value: id, name, geometry }))}
            value={ranking?.id}
            choose={setChosen}
          />
          <p className="panel-note" role="status">
            {done < n
              ? `${integer(done)} of ${integer(n)} images so far …`
              : `${integer(n)} images, each looked up among all others on show. A row’s button goes through its images with [ and ].`}
          </p>
        </div>
        {view === 'pairs' ? (
          <SortedTable
            label="Class pairs taken for one another"
            columns={columns.pairs}
            rows={pairs}
            order={orders.pairs}
            setOrder={order}
            keyOf={({ a, b }) => `${a} ${b}`}
            cells={(row) => <PairCells row={row} nameOf={nameOf} />}
            anchors={({ a, b }) =>
              () =>
                counting && lead(counting.anchorsOf(a, b), `${nameOf(a)} – ${nameOf(b)}`)
              }
            say={({ a, b }) => `Go through the anchors of ${nameOf(a)} and ${nameOf(b)}`}
          />
        ) : (
          <SortedTable
            label="Recall by class"
            columns={columns.classes}
            rows={byClass}
            order={orders.classes}
            setOrder={order}
            keyOf={({ label }) => String(label)}
            cells={(row) => <ClassCells row={row} nameOf={nameOf} />}
            anchors={({ label }) =>
              () =>
                counting && lead(counting.anchorsIn(label), nameOf(label))
              }
            say={({ label }) => `Go through the anchors of ${nameOf(label)}`}
          />
        )}
      </div>
    </Dialog>
  );
}

/** A class by its first image on show. */
function ClassMark({ label, name }: { label: number; name: string }) {
  const images = useLab((lab) => lab.thumbnails);
  const row = useLab((lab) => lab.evaluation?.rows[lab.evaluation.labels.indexOf(label)] ?? 0);
  return (
    <span className="confusions-class">
      <Thumbnail images={images} row={row} side={28} />
      <span className="confusions-name">
        <Name>{name}</Name>
      </span>
    </span>
  );
}

function PairCells({ row: { a, b, taken, listed, share }, nameOf }: { row: Confusion; nameOf(label: number): string }) {
  const [first, second] = [nameOf(a), nameOf(b)];
  return (
    <>
      <td>
        <span className="confusions-pair">
          <ClassMark label={a} name={first} />
          <ClassMark label={b} name={second} />
        </span>
      </td>
      <td title={`${first} taken for ${second}: ${taken[0]}; ${second} for ${first}: ${taken[1]}`}>
        <b>{integer(taken[0] + taken[1])}</b>
        <span className="confusions-parts">
          {' '}
          {integer(taken[0])} → · ← {integer(taken[1])}
        </span>
      </td>
      <td title={`${integer(listed[0] + listed[1])} places among the hard negatives of both`}>{percent(share)}</td>
    </>
  );
}

function ClassCells({ row: { label, queries, recall, takenFor }, nameOf }: { row: ClassRecall; nameOf(label: number): string }) {
  return (
    <>
      <td>
        <ClassMark label={label} name={nameOf(label)} />
      </td>
      <td>
        <span className="confusions-recall">
          <span className="confusions-track" aria-hidden="true">
            <span style={{ width: `${100 * recall}%` }} />
          </span>
          {percent(recall, 0)}
        </span>
      </td>
      <td>{integer(queries)}</td>
      <td>{takenFor ? `${nameOf(takenFor.label)}, ${integer(takenFor.images)}×` : '–'}</td>
    </>
  );
}
