import { useId, useRef, type ReactNode } from 'react';
import { messageOf } from '../../../core/errors';
import type { AugmentationConfig } from '../../../core/configuration/schema';
import { TIMM_VIT } from '../../../core/data/normalisation';
import { PlotActions, svgIn, useExported, type LegendEntry, type Table } from '../../../plots/export';
import { fixed, integer } from '../../../plots/format';
import { useSize } from '../../../plots/useSize';
import type { ImageSetReport } from '../../../state/library/ingest';
import { useLab } from '../../../state/LabProvider';
import { classBars, logTicks, niceTop } from './statisticsLayout';
import { counted } from '../words';

type Normalisation = AugmentationConfig['normalisation'];

const HEIGHT = 128;

/** The set in pictures: images of each class, sizes of the files, colours. */
export function Statistics({ report }: { report: ImageSetReport }) {
  const frame = useRef<HTMLDivElement>(null);
  const width = useSize(frame)?.width ?? 0;
  const columns = width < 560 ? 1 : 3;
  const each = Math.max(0, (width - (columns - 1) * 20) / columns);
  const { statistics } = report;
  return (
    <div ref={frame} className="images-statistics" style={{ gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))` }}>
      {each > 0 && (
        <>
          <Figure name="Images per class" table={() => classTable(statistics)}>
            <ClassBars counts={statistics.imagesPerClass} width={each} />
          </Figure>
          <Figure name="Sizes of the files, px" table={() => sizeTable(statistics)}>
            <Sizes statistics={statistics} width={each} />
          </Figure>
          <Figure
            name="Channels, mean ± std"
            aside={
              <>
                <span className="images-figure-legend">○ timm’s ViT</span>
                <PlotActions name="Statistics" />
              </>
            }
            legend={[{ label: 'timm’s ViT', colour: 'var(--ink-3)', mark: 'ring' }]}
            table={() => channelTable(statistics)}
          >
            <Channels statistics={statistics} width={each} />
            <NormaliseBy set={report.set} />
          </Figure>
        </>
      )}
    </div>
  );
}

type Numbers = ImageSetReport['statistics'];

interface FigureProps {
  name: string;
  aside?: ReactNode;
  legend?: readonly LegendEntry[];
  table: () => Table;
  children: ReactNode;
}

/** A plot under its name, which is exported from the report. */
function Figure({ name, aside, legend, table, children }: FigureProps) {
  const figure = useRef<HTMLElement>(null);
  useExported(figure, { name, drawing: () => ({ pictures: [{ picture: svgIn(figure.current) }], legend }), table });
  return (
    <figure ref={figure}>
      <figcaption>
        {name} {aside}
      </figcaption>
      {children}
    </figure>
  );
}

const classTable = ({ imagesPerClass }: Numbers): Table => ({
  columns: ['rank of the class', 'images'],
  rows: imagesPerClass.map((images, i) => [i + 1, images]),
});

const sizeTable = ({ width, height }: Numbers): Table => ({
  columns: ['of', 'least, px', 'median, px', 'most, px'],
  rows: [
    ['width', width.least, width.median, width.most],
    ['height', height.least, height.median, height.most],
  ],
});

const channelTable = ({ mean, std }: Numbers): Table => ({
  columns: ['channel', 'mean', 'std', 'mean, timm’s ViT', 'std, timm’s ViT'],
  rows: ['red', 'green', 'blue'].map((name, i) => [name, mean[i], std[i], TIMM_VIT.mean[i], TIMM_VIT.std[i]]),
});

const LEFT = 30;
const BELOW = 26;
const TOP = 8;

/** Classes side by side, the largest first; where there are more than fit, a bar stands for several and shows their mean. */
function ClassBars({ counts, width }: { counts: readonly number[]; width: number }) {
  const bottom = HEIGHT - BELOW;
  const bars = classBars(counts, Math.floor((width - LEFT) / 3));
  const top = niceTop(bars[0]?.count ?? 1);
  const step = (width - LEFT) / Math.max(1, bars.length);
  const tall = (count: number) => (count / top) * (bottom - TOP);
  const least = counts.reduce((a, b) => Math.min(a, b), Infinity);
  return (
    <svg
      className="images-statistics-plot"
      width={width}
      height={HEIGHT}
      role="img"
      aria-label={`Images per class: from ${integer(bars[0]?.count ?? 0)} down to ${integer(Number.isFinite(least) ? least : 0)}, ${counted(counts.length, 'class', 'classes')}`}
    >
      {[0, top / 2, top].map((value) => (
        <g key={value}>
          <line
            className={value === 0 ? 'axis-line' : 'grid-line'}
            x1={LEFT}
            x2={width}
            y1={bottom - tall(value) + 0.5}
            y2={bottom - tall(value) + 0.5}
          />
          {Number.isInteger(value) && (
            <text x={LEFT - 4} y={bottom - tall(value) + 3} textAnchor="end">
              {integer(value)}
            </text>
          )}
        </g>
      ))}
      {bars.map(({ first, last, count }, i) => (
        <rect
          key={first}
          className="bar"
          x={LEFT + i * step + (step > 4 ? 0.5 : 0)}
          y={bottom - tall(count)}
          width={Math.max(0.5, Math.min(40, step - (step > 4 ? 1 : 0)))}
          height={tall(count)}
        >
          <title>
            {first === last
              ? `Rank ${integer(first)}: ${counted(count, 'image')}`
              : `Ranks ${integer(first)}–${integer(last)}: ${fixed(count, 1)} images on average`}
          </title>
        </rect>
      ))}
      <text x={LEFT} y={bottom + 12}>
        1
      </text>
      <text x={LEFT + (width - LEFT) / 2} y={HEIGHT - 2} textAnchor="middle">
        classes, largest first
      </text>
      <text x={width} y={bottom + 12} textAnchor="end">
        {integer(counts.length)}
      </text>
    </svg>
  );
}

/** Width and height from the least to the most with the median, on a logarithmic axis. */
function Sizes({ statistics: { width: widths, height: heights }, width }: { statistics: Numbers; width: number }) {
  const left = 44;
  const bottom = HEIGHT - BELOW;
  const low = Math.max(1, Math.min(widths.least, heights.least));
  const high = Math.max(low * 2, widths.most, heights.most);
  const ticks = logTicks(low, high);
  const [from, to] = [Math.min(low, ticks[0]!), Math.max(high, ticks.at(-1)!)];
  const x = (value: number) => left + (Math.log(Math.max(1, value) / from) / Math.log(to / from)) * (width - left - 12);
  const rows = [
    { name: 'width', ...widths, y: TOP + 28 },
    { name: 'height', ...heights, y: TOP + 68 },
  ];
  return (
    <svg
      className="images-statistics-plot"
      width={width}
      height={HEIGHT}
      role="img"
      aria-label={rows
        .map((row) => `${row.name} from ${integer(row.least)} to ${integer(row.most)}, median ${integer(row.median)} pixels`)
        .join('; ')}
    >
      {ticks.map((tick) => (
        <g key={tick}>
          <line className="grid-line" x1={x(tick)} x2={x(tick)} y1={TOP} y2={bottom} />
          <text x={x(tick)} y={bottom + 12} textAnchor="middle">
            {integer(tick)}
          </text>
        </g>
      ))}
      <line className="axis-line" x1={left} x2={width} y1={bottom + 0.5} y2={bottom + 0.5} />
      {rows.map((row) => (
        <g key={row.name}>
          <title>{`${row.name}: ${integer(row.least)} to ${integer(row.most)}, median ${integer(row.median)} px`}</title>
          <text x={0} y={row.y + 3}>
            {row.name}
          </text>
          <line className="images-range-line" x1={x(row.least) - 1} x2={x(row.most) + 1} y1={row.y} y2={row.y} />
          <line className="images-range-median" x1={x(row.median)} x2={x(row.median)} y1={row.y - 7} y2={row.y + 7} />
          <text x={Math.min(width - 20, Math.max(left + 14, x(row.median)))} y={row.y - 11} textAnchor="middle">
            {integer(row.median)}
          </text>
        </g>
      ))}
      <text x={left + (width - left) / 2} y={HEIGHT - 2} textAnchor="middle">
        least – median – most
      </text>
    </svg>
  );
}

/** By which of the two the images are normalised before the model sees them; only where the set is the one in use. */
function NormaliseBy({ set }: { set: string }) {
  const id = useId();
  const inUse = useLab((lab) => lab.config.imageSet === set);
  const normalisation = useLab((lab) => lab.config.augmentation.normalisation);
  const edit = useLab((lab) => lab.edit);
  const notify = useLab((lab) => lab.notify);
  if (!inUse) return null;
  const choose = (value: string) =>
    edit({ augmentation: { normalisation: value as Normalisation } }).catch((error: unknown) => notify('error', messageOf(error)));
  return (
    <p className="images-normalise-by">
      <label htmlFor={id}>Normalise by</label>
      <select id={id} className="select" value={normalisation} onChange={(event) => void choose(event.target.value)}>
        <option value="timm">timm’s ViT, 0.5 ± 0.5</option>
        <option value="image set">this set’s training images</option>
      </select>
    </p>
  );
}

/** What images are normalised by: the set's own numbers beside the usual ones. */
function Channels({ statistics: { mean, std }, width }: { statistics: Numbers; width: number }) {
  const left = 44;
  const bottom = HEIGHT - BELOW;
  const x = (value: number) => left + Math.min(1, Math.max(0, value)) * (width - left - 8);
  return (
    <svg
      className="images-statistics-plot"
      width={width}
      height={HEIGHT}
      role="img"
      aria-label={`Mean and standard deviation: ${['red', 'green', 'blue'].map((name, i) => `${name} ${fixed(mean[i]!, 3)} ± ${fixed(std[i]!, 3)}`).join(', ')}`}
    >
      {[0, 0.5, 1].map((tick) => (
        <g key={tick}>
          <line className="grid-line" x1={x(tick)} x2={x(tick)} y1={TOP} y2={bottom} />
          <text x={x(tick)} y={bottom + 12} textAnchor="middle">
            {tick}
          </text>
        </g>
      ))}
      <line className="axis-line" x1={left} x2={width} y1={bottom + 0.5} y2={bottom + 0.5} />
      {['red', 'green', 'blue'].map((name, i) => {
        const y = TOP + 16 + i * 30;
        return (
          <g key={name}>
            <title>{`${name}: ${fixed(mean[i]!, 3)} ± ${fixed(std[i]!, 3)}; timm’s ViT ${TIMM_VIT.mean[i]} ± ${TIMM_VIT.std[i]}`}</title>
            <text x={0} y={y + 3}>
              {name}
            </text>
            <line className="images-range-line" x1={x(mean[i]! - std[i]!)} x2={x(mean[i]! + std[i]!)} y1={y} y2={y} />
            <circle className="images-range-dot" cx={x(mean[i]!)} cy={y} r={4} />
            <circle className="images-range-ring" cx={x(TIMM_VIT.mean[i]!)} cy={y} r={4} />
            <text x={x(mean[i]!)} y={y - 7} textAnchor="middle">
              {fixed(mean[i]!, 2)}
            </text>
          </g>
        );
      })}
      <text x={left + (width - left) / 2} y={HEIGHT - 2} textAnchor="middle">
        of stored pixels, 0 black to 1 full
      </text>
    </svg>
  );
}
