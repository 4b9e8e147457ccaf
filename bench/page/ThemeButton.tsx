import { useEffect, useRef, useState } from 'react';
import { keepTheme, readTheme, showTheme } from '../../src/state/theme';

const NEXT = { system: 'light', light: 'dark', dark: 'system' } as const;

/** Light, dark, or as the system has it: the laboratory's choice, and the other way round. */
export function ThemeButton() {
  const [theme, setTheme] = useState(readTheme);
  const current = useRef(theme);
  const shown = useRef<ReturnType<typeof showTheme>>(undefined);
  useEffect(() => {
    shown.current = showTheme(() => current.current);
    return () => shown.current?.stop();
  }, []);
  const next = NEXT[theme];
  return (
    <button
      type="button"
      className="button button-small"
      aria-label={`Theme: ${theme}; change to ${next}`}
      onClick={() => {
        setTheme((current.current = next));
        keepTheme(next);
        shown.current?.update();
      }}
    >
      Theme: {theme}
    </button>
  );
}
