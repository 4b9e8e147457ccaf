import { memo, useMemo, useState } from 'react';
import { SuggestField } from '../../../controls';
import { integer } from '../../../plots';
import { useLab } from '../../../state/LabProvider';

/** Goes to the first image of a class, and with each further Enter to its next one. */
export const ClassSearch = memo(function ClassSearch() {
  const [text, setText] = useState('');
  const classes = useLab((lab) => lab.imageSet?.classes);
  const labels = useLab((lab) => lab.evaluation?.labels);
  const anchor = useLab((lab) => lab.anchor);
  const select = useLab((lab) => lab.selectAnchor);
  const evaluated = useMemo(() => {
    const present = new Set(labels ?? []);
    return (classes ?? []).flatMap(({ name }, label) => (present.has(label) ? [{ name, label }] : []));
  }, [classes, labels]);

  const names = useMemo(() => [...new Set(evaluated.map(({ name }) => name))], [evaluated]);
  const wanted = text.trim().toLowerCase();
  const match = (query: string) =>
    evaluated.find(({ name }) => name.toLowerCase() === query) ??
    evaluated.find(({ name }) => name.toLowerCase().startsWith(query)) ??
    evaluated.find(({ name }) => name.toLowerCase().includes(query));
  const unknown = wanted !== '' && !match(wanted);

  const goTo = (query: string) => {
    const found = query === '' ? undefined : match(query);
    if (!found || !labels) return;
    const images = Array.from(labels.keys()).filter((index) => labels[index] === found.label);
    select(images[(images.indexOf(anchor) + 1) % images.length] ?? anchor);
  };
  const matches = wanted === '' ? 0 : names.filter((name) => name.toLowerCase().includes(wanted)).length;
  return (
    <span className="negatives-chooser-find">
      <SuggestField
        className="input negatives-chooser-search"
        label="Find a class"
        placeholder="class"
        value={text}
        suggestions={names}
        invalid={unknown}
        change={setText}
        chosen={(name) => goTo(name.toLowerCase())}
        onKeyDown={(event) => {
          if (event.key === 'Enter') goTo(wanted);
          if (event.key === 'Escape') setText('');
        }}
      />
      {/* While names match, the list of them says so. */}
      <span className={unknown ? 'negatives-chooser-found' : 'visually-hidden'} role="status">
        {unknown
          ? `none of the ${integer(names.length)} evaluated classes holds “${text.trim()}”`
          : matches > 0
            ? `${integer(matches)} of ${integer(names.length)} classes; Enter: ${match(wanted)?.name}`
            : ''}
      </span>
    </span>
  );
});
