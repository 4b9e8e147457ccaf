import { memo, useId, useMemo, useState } from 'react';
import { useLab } from '../../state/labStore';

/** Goes to the first image of a class, and with each further Enter to its next one. */
export const ClassSearch = memo(function ClassSearch() {
  const [text, setText] = useState('');
  const classes = useLab((lab) => lab.imageSet?.classes);
  const labels = useLab((lab) => lab.evaluation?.labels);
  const anchor = useLab((lab) => lab.anchor);
  const select = useLab((lab) => lab.selectAnchor);
  const list = useId();
  const evaluated = useMemo(() => {
    const present = new Set(labels ?? []);
    return (classes ?? []).flatMap(({ name }, label) => (present.has(label) ? [{ name, label }] : []));
  }, [classes, labels]);

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
  return (
    <>
      <input
        type="search"
        className="input chooser-search"
        aria-label="Find a class"
        placeholder="class"
        list={list}
        value={text}
        aria-invalid={unknown}
        title={unknown ? 'No unseen class of this name is evaluated' : undefined}
        onChange={(event) => {
          const next = event.target.value;
          setText(next);
          // A choice from the list arrives whole: go there at once.
          if (evaluated.some(({ name }) => name === next)) goTo(next.toLowerCase());
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter') goTo(wanted);
          if (event.key === 'Escape') setText('');
        }}
      />
      <datalist id={list}>
        {evaluated.map(({ name, label }) => (
          <option key={label} value={name} />
        ))}
      </datalist>
    </>
  );
});
