import { useMemo, useRef, useState } from 'react';
import { integer } from '../../../plots/format';
import { useSize } from '../../../plots/useSize';
import type { IngestPreview, SessionPort } from '../../../state/library/ingest';
import { ClassActions } from './ClassActions';
import { EntryStrip } from './EntryStrip';
import { PickList } from '../bring/PickList';
import { queueOf } from './thumbnailQueue';
import { arranged, type ClassOrder } from './arranged';
import { classNameParts, counted } from '../words';

const ROW = 46;
const SIDE = 38;

interface Props {
  session: SessionPort;
  preview: IngestPreview;
  /** Shows all images of a class. */
  open(path: string): void;
}

/** The classes with their counts and samples; those that are selected can be renamed, merged, moved and left out. */
export function ClassesView({ session, preview, open }: Props) {
  const frame = useRef<HTMLDivElement>(null);
  const width = useSize(frame)?.width ?? 0;
  const [search, setSearch] = useState('');
  const [order, setOrder] = useState<ClassOrder>('name');
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const { classes } = preview;
  const shown = useMemo(() => arranged(classes, search, order), [classes, search, order]);
  const selected = useMemo(() => new Set(shown.flatMap(({ path }, i) => (chosen.has(path) ? [i] : []))), [shown, chosen]);
  // What a search hides is not selected: nothing is changed that can't be seen.
  const paths = shown.flatMap(({ path }) => (chosen.has(path) ? [path] : []));
  const queue = queueOf(session);
  const samples = width > 640 ? 7 : width > 480 ? 4 : 2;
  return (
    <div ref={frame} className="images-classes-view">
      <div className="images-classes-tools">
        <input
          className="input"
          type="search"
          aria-label="Find a class"
          placeholder="find a class"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
          onKeyDown={(event) => event.key === 'Enter' && event.preventDefault()}
        />
        <select
          className="select"
          aria-label="Order of classes"
          value={order}
          onChange={(event) => setOrder(event.target.value === 'name' ? 'name' : event.target.value === 'most' ? 'most' : 'fewest')}
        >
          <option value="name">by name</option>
          <option value="most">most images first</option>
          <option value="fewest">fewest images first</option>
        </select>
        <button
          type="button"
          className="link-button"
          onClick={() => setChosen(paths.length === shown.length ? new Set() : new Set(shown.map(({ path }) => path)))}
          disabled={shown.length === 0}
        >
          {paths.length === shown.length && shown.length > 0
            ? 'Select none'
            : search === ''
              ? 'Select all'
              : `Select these ${integer(shown.length)}`}
        </button>
      </div>
      <PickList
        label="Classes"
        count={shown.length}
        rowHeight={ROW}
        selected={selected}
        select={(next) => setChosen(new Set([...next].map((i) => shown[i]!.path)))}
        open={(i) => open(shown[i]!.path)}
        nameOf={(i) => `${shown[i]!.path}, ${counted(shown[i]!.count, 'image')}`}
        empty={
          classes.length === 0
            ? 'No class yet. Choose where labels come from, or label images by hand under “Without label”.'
            : 'No class of that name.'
        }
      >
        {(i) => {
          const { path, count, samples: entries } = shown[i]!;
          const { group, name } = classNameParts(path);
          return (
            <>
              <span className="images-pick-mark" />
              <span className="images-class-name">
                <span title={path}>{name}</span>
                {group && <span className="images-class-group">{group}</span>}
              </span>
              <span className="images-class-samples" style={{ width: samples * (SIDE + 3) }}>
                <EntryStrip queue={queue} entries={entries.slice(0, samples)} side={SIDE} />
              </span>
              <span className="images-class-count" title={count === 1 ? 'One image: never a positive' : undefined}>
                {integer(count)}
              </span>
            </>
          );
        }}
      </PickList>
      <ClassActions classes={classes} paths={paths} open={open} done={() => setChosen(new Set())} />
    </div>
  );
}
