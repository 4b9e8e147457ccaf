import { useEffect } from 'react';
import { NEXT_THEME, showTheme, usePreferences } from '../../src/state/preferences';

/** Light, dark, or as the system has it: the laboratory's choice, and the other way round. */
export function ThemeButton() {
  const theme = usePreferences((chosen) => chosen.theme);
  useEffect(() => showTheme(), []);
  const next = NEXT_THEME[theme];
  return (
    <button
      type="button"
      className="button button-small"
      aria-label={`Theme: ${theme}; change to ${next}`}
      onClick={() => usePreferences.setState({ theme: next })}
    >
      Theme: {theme}
    </button>
  );
}
