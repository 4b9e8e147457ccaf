export { defaultPreferences, preferences, themes, usePreferences, type Preferences, type Theme } from './preferences';
export { NEXT_THEME, resolvedTheme, showTheme } from './theme';
