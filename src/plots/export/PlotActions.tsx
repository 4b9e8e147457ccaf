/** The export menu of a panel: each of its plots as SVG, PNG and CSV. */
import { useEffect, useMemo, useState } from 'react';
import { messageOf } from '../../core/errors';
import { PopoverButton } from '../Popover';
import { plotsIn, type ExportedPlot } from './exported';
import type { Kind, Origin } from './save';

const KINDS: { kind: Kind; label: string; title: string }[] = [
  { kind: 'svg', label: 'SVG', title: 'The picture as a vector drawing, with title and legend' },
  { kind: 'png', label: 'PNG', title: 'The picture as pixels, twice its size on the page' },
  { kind: 'csv', label: 'CSV', title: 'The data behind it, one row a datum' },
];

const ICON = (
  <svg
    viewBox="0 0 16 16"
    width="14"
    height="14"
    fill="none"
    stroke="currentColor"
    strokeWidth="1.5"
    strokeLinecap="round"
    aria-hidden="true"
  >
    <path d="M8 2.5v7.5M4.8 7 8 10.2 11.2 7M2.8 13.2h10.4" strokeLinejoin="round" />
  </svg>
);

export interface PlotActionsProps extends Origin {
  /** `Curves`: the button is called `Export Curves`. */
  name: string;
}

/** Stands anywhere in the panel whose plots it exports. */
export function PlotActions({ name, ...origin }: PlotActionsProps) {
  return (
    <PopoverButton label={`Export ${name}`} icon={ICON} width={390}>
      <Plots origin={origin} />
    </PopoverButton>
  );
}

function Plots({ origin }: { origin: Origin }) {
  // Known once it is on the page: then it can look around in its panel.
  const [box, setBox] = useState<HTMLElement | null>(null);
  const host = useMemo(() => box?.closest('.panel, dialog'), [box]);
  const plots = useMemo(() => host && plotsIn(host), [host]);
  const [failed, setFailed] = useState<string>();
  useEffect(() => box?.querySelector('button')?.focus(), [box, plots]);
  const save = async (kind: Kind, plot: ExportedPlot) => {
    if (!host) return;
    setFailed(undefined);
    try {
      const { savePlot } = await import('./save');
      await savePlot(kind, plot, origin, host);
      box?.closest<HTMLElement>('[popover]')?.hidePopover();
    } catch (error) {
      setFailed(messageOf(error));
    }
  };
  return (
    <div ref={setBox} className="export-plots">
      {plots?.map((plot) => (
        <fieldset key={plot.name} className="export-plot">
          <legend>{plot.name}</legend>
          <div className="export-kinds">
            {KINDS.map(({ kind, label, title }) => (
              <button key={kind} type="button" className="button button-small" title={title} onClick={() => void save(kind, plot)}>
                {label}
              </button>
            ))}
          </div>
        </fieldset>
      ))}
      {failed ? (
        <p className="field-error" role="alert">
          {failed}
        </p>
      ) : (
        <p className="export-note">
          {plots?.length === 0 ? 'There is nothing to export yet.' : 'Pictures as they are now; CSV holds the data behind them.'}
        </p>
      )}
    </div>
  );
}
