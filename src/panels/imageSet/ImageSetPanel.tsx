import { useId, useMemo } from 'react';
import { NamedSelect } from '../../controls';
import { integer } from '../../plots/format';
import { useLab } from '../../state/LabProvider';
import { PanelHelp } from '../help';
import { BringRow } from '../images';
import { Mosaic } from './Mosaic';
import { splitCounts, type SplitCount } from './counts';
import './imageSet.css';

/** The image set: which one, what it looks like, how it is split, and the ways to another. */
export function ImageSetPanel({ choose }: { choose(id: string): void }) {
  const id = useId();
  const wanted = useLab((lab) => lab.config.imageSet);
  const sets = useLab((lab) => lab.imageSets);
  const info = useLab((lab) => lab.imageSet);
  const images = useLab((lab) => lab.images);
  const thumbnails = useLab((lab) => lab.thumbnails);
  const progress = useLab((lab) => lab.imageProgress);
  const counts = useMemo(() => images && splitCounts(images), [images]);
  const offered = sets.find((set) => set.id === wanted);
  const shown = offered?.title ?? (info?.id === wanted ? info.title : wanted);
  return (
    <section className="panel image-set" aria-labelledby={`${id}-title`}>
      <div className="panel-head">
        <h2 className="panel-title" id={`${id}-title`}>
          <label htmlFor={id}>Image set</label>
        </h2>
        <NamedSelect
          id={id}
          className="select image-set-select"
          shown={shown}
          kept={7}
          value={wanted}
          onChange={(event) => choose(event.target.value)}
        >
          {!offered && <option value={wanted}>{shown}</option>}
          {sets.map((set) => (
            <option key={set.id} value={set.id} title={set.detail}>
              {set.title}
            </option>
          ))}
        </NamedSelect>
        <PanelHelp topic="imageSet" />
      </div>
      {images && thumbnails ? <Mosaic thumbnails={thumbnails} labels={images.labels} /> : <div className="image-set-mosaic" />}
      {info && (
        <p className="image-set-counts">
          {integer(info.classes.length)} classes · {integer(info.count)} images
        </p>
      )}
      {counts && info && <SplitBar counts={counts} disjoint={info.disjointClasses} rule={info.splitRule} />}
      {progress && progress.done < progress.images && (
        <p className="panel-note">
          decoding {integer(progress.done)} of {integer(progress.images)}
        </p>
      )}
      <BringRow choose={choose} />
    </section>
  );
}

const WORDS = { train: 'train', validation: 'val', test: 'test' } as const;

function SplitBar({ counts, disjoint, rule }: { counts: SplitCount[]; disjoint: boolean; rule: string }) {
  const shown = counts.filter((count) => count.images > 0);
  // Disjoint classes are counted; where every part has the same classes, images are.
  const amount = (count: SplitCount) => (disjoint ? count.classes : count.images);
  return (
    <div title={rule}>
      <div className="image-set-split" aria-hidden="true">
        {shown.map((count) => (
          <span key={count.split} data-split={count.split} style={{ flexGrow: amount(count) }} />
        ))}
      </div>
      <p className="panel-note">
        {shown.map((count) => `${integer(amount(count))} ${WORDS[count.split]}`).join(' · ')}, {disjoint ? 'disjoint' : 'images'}
      </p>
    </div>
  );
}
