import { fixed } from '../../plots/format';

/** `566 k`, `1.21 M`. */
export const parametersText = (count: number): string => (count >= 1e6 ? `${fixed(count / 1e6, 2)} M` : `${fixed(count / 1e3, 0)} k`);
