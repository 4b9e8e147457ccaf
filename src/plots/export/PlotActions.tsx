/** The export menu of a panel: each of its plots as SVG, PNG and CSV. */
import { useContext, useState } from 'react';
import { BarButton, ButtonBar, PopoverButton, usePopover } from '../../controls';
import { messageOf } from '../../core/errors';
import { plotsIn, type ExportedPlot } from './exported';
import { ProvenanceContext, type Origin } from './provenance';
import type { Kind } from './save';

const KINDS: { kind: Kind; label: string; title: string }[] = [
  { kind: 'svg', label: 'SVG', title: 'The picture as a vector drawing, with title and legend' },
  { kind: 'png', label: 'PNG', title: 'The picture as pixels, for print: the width of a column, or of two, at 600 dpi' },
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
  const { button, close } = usePopover();
  const provenance = useContext(ProvenanceContext);
  // The panel around the button: what is open here stands elsewhere in the document.
  const [host] = useState(() => button.current?.closest('.panel, .dialog'));
  const [plots] = useState(() => (host ? plotsIn(host) : []));
  const [failed, setFailed] = useState<string>();
  const save = async (kind: Kind, plot: ExportedPlot) => {
    if (!host) return;
    setFailed(undefined);
    try {
      const { savePlot } = await import('./save');
      await savePlot(kind, plot, origin, host, provenance?.(origin));
      close();
    } catch (error) {
      setFailed(messageOf(error));
    }
  };
  return (
    <ButtonBar className="export-plots" label="Plots of this panel">
      {plots.map((plot) => (
        <fieldset key={plot.name} className="export-plot">
          <legend>{plot.name}</legend>
          <div className="export-kinds">
            {KINDS.filter(({ kind }) => kind === 'csv' || plot.drawing).map(({ kind, label, title }) => (
              <BarButton key={kind} className="button button-small" title={title} onClick={() => void save(kind, plot)}>
                {label}
              </BarButton>
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
          {plots.length === 0 ? 'There is nothing to export yet.' : 'Pictures as they are now; CSV holds the data behind them.'}
        </p>
      )}
    </ButtonBar>
  );
}
