/** Colours of reports and of pictures that stand alone: the tokens of `src/app/theme.css`, which a file cannot read. */

export const PALETTE = {
  light: {
    ground: '#f6f5f2',
    panel: '#ffffff',
    inset: '#f0eeea',
    line: '#e0ddd6',
    'line-strong': '#c9c5bc',
    ink: '#1d1c1a',
    'ink-2': '#5c5952',
    'ink-3': '#767267',
    spherical: '#0072b2',
    hyperbolic: '#c65100',
    fused: '#00795a',
    absent: '#d3003f',
    link: '#0b5ce0',
  },
  dark: {
    ground: '#131416',
    panel: '#1b1d20',
    inset: '#24272b',
    line: '#2e3237',
    'line-strong': '#454b52',
    ink: '#ecebe7',
    'ink-2': '#a9a8a2',
    'ink-3': '#8b8a85',
    spherical: '#56b4e9',
    hyperbolic: '#f0883e',
    fused: '#2fc79b',
    absent: '#ff4d7d',
    link: '#6ba3ff',
  },
} as const;

export type Token = keyof (typeof PALETTE)['light'];

/** Declarations of custom properties: `--ground:#f6f5f2;…` */
export const tokens = (theme: keyof typeof PALETTE): string =>
  Object.entries(PALETTE[theme])
    .map(([name, colour]) => `--${name}:${colour};`)
    .join('');
