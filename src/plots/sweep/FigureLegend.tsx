/** What colours, dashes and marks of a figure mean. */
export interface LegendLine {
  key: string;
  label: string;
  colour: string;
  dash?: string;
}

/** @param note how means and dots are to be read */
export function FigureLegend({ lines, note }: { lines: readonly LegendLine[]; note: string }) {
  return (
    <figcaption className="figure-legend">
      {lines.length > 0 && (
        <ul>
          {lines.map(({ key, label, colour, dash }) => (
            <li key={key}>
              <svg width="22" height="8" aria-hidden="true">
                <line x1="0" x2="22" y1="4" y2="4" style={{ stroke: colour }} strokeWidth="2" strokeDasharray={dash} />
                <circle cx="11" cy="4" r="3" style={{ fill: colour }} />
              </svg>
              {label}
            </li>
          ))}
        </ul>
      )}
      <p>{note}</p>
    </figcaption>
  );
}
