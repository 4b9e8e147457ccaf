import { useMedia } from './useMedia';

/** Screens on which type and controls grow (`--type` in app/theme.css), and what is laid out around them with them. */
const LARGE_SCREEN = '(width >= 2800px) and (height >= 1500px)';
export const LARGE_TYPE = 1.35;

/** How much larger type is than usual. */
export const useTypeScale = (): number => (useMedia(LARGE_SCREEN) ? LARGE_TYPE : 1);
