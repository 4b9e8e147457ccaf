export { defaultPreferences, preferences, themes, usePreferences, type Preferences, type Theme } from './preferences';
export { NEXT_THEME, nextTheme, resolvedTheme, showTheme } from './theme';
