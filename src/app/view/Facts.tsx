import { useEffect, useMemo, useState } from 'react';
import { reportParts } from '../../core/report';
import type { ExperimentRecord } from '../../core/record/schema';
import { commandOf, linkTo } from '../takeaway/link';
import { VIEW_KEYS } from './keys';

const PARTS = [
  { part: 'results', title: 'Results' },
  { part: 'tests', title: 'Final tests' },
  { part: 'settings', title: 'Settings' },
  { part: 'repeat', title: 'How to repeat' },
  { part: 'environment', title: 'Where it was trained' },
] as const;

/** Ids of the sets that stand beside this page; none where it cannot be asked. */
function useBundled(): readonly string[] {
  const [ids, setIds] = useState<readonly string[]>([]);
  useEffect(() => {
    const control = new AbortController();
    fetch(new URL('samples/index.json', document.baseURI), { signal: control.signal })
      .then((response) => response.json() as Promise<{ sets: { id: string }[] }>)
      .then(({ sets }) => setIds(sets.map(({ id }) => id)))
      .catch(() => undefined);
    return () => control.abort();
  }, []);
  return ids;
}

/** What a report says of the experiment: results, final tests, settings with what differs between the runs, how to repeat it, and where. */
export function Facts({ record }: { record: ExperimentRecord }) {
  const bundled = useBundled();
  const { parts, link } = useMemo(() => {
    const { imageSet, configuration } = record;
    const { name, images, classes, contentHash } = imageSet;
    const own = bundled.includes(imageSet.id);
    const needed = { name, images, classes, ...(contentHash === undefined ? {} : { contentHash }) };
    const link = linkTo(configuration, own ? undefined : needed, new URL('./', document.baseURI).href);
    return { link, parts: reportParts([{ record, link, command: commandOf(record, link, own) }]) };
  }, [record, bundled]);
  return (
    <div className="app-view-facts">
      {PARTS.map(({ part, title }) => (
        <section key={part} className="panel" aria-label={title}>
          <h2 className="panel-title">{title}</h2>
          {/* What comes out of the record is escaped in it: see core/report/html.ts. */}
          <div className="app-view-part" dangerouslySetInnerHTML={{ __html: parts[part] }} />
        </section>
      ))}
      <section className="panel" aria-label="Keys">
        <h2 className="panel-title">Keys</h2>
        <dl className="app-view-keys">
          {VIEW_KEYS.map(({ key, does }) => (
            <div key={key}>
              <dt>
                <kbd className="kbd">{key.toUpperCase()}</kbd>
              </dt>
              <dd>{does}</dd>
            </div>
          ))}
        </dl>
        <p>
          Tab leads from panel to panel; “?” on each says what it shows. <a href={link}>Open the settings in the laboratory</a> to train
          them.
        </p>
      </section>
    </div>
  );
}
