/** The look of the scaling plot, by the page's tokens; a picture that stands alone brings them along. */

export const PLOT_STYLE = `
.scaling text { font-family: 'Inter Variable', Inter, system-ui, sans-serif; font-size: 11px; fill: var(--ink-2); font-variant-numeric: tabular-nums; }
.scaling .title { font-size: 12px; font-weight: 600; fill: var(--ink); }
.scaling .grid { stroke: var(--line); stroke-width: 1; }
.scaling .axis { stroke: var(--line-strong); stroke-width: 1; }
.scaling .fit { fill: none; stroke: var(--ink-3); stroke-width: 1; }
.scaling .limit { stroke: var(--ink-2); stroke-width: 1.2; stroke-dasharray: 5 4; }
.scaling .knee { stroke: var(--ink-3); stroke-width: 1; stroke-dasharray: 2 3; }
.scaling .series { fill: none; stroke: var(--line-strong); stroke-width: 1; }
.scaling .mark { fill: var(--ink); stroke: var(--panel); stroke-width: 1; }
.scaling .mark.other { fill: var(--panel); stroke: var(--ink-2); stroke-width: 1.2; }
.scaling .halo { stroke: var(--panel); stroke-width: 4; paint-order: stroke; }
`;

/** As in src/app/theme.css. */
export const TOKENS = `
svg { --panel: #ffffff; --line: #e0ddd6; --line-strong: #c9c5bc; --ink: #1d1c1a; --ink-2: #5c5952; --ink-3: #767267; }
@media (prefers-color-scheme: dark) {
  svg { --panel: #1b1d20; --line: #2e3237; --line-strong: #454b52; --ink: #ecebe7; --ink-2: #a9a8a2; --ink-3: #8b8a85; }
}
`;
