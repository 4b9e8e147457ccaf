import { Icon, Tip } from '../../controls';
import { NEXT_THEME, nextTheme, usePreferences, type Theme } from '../../state/preferences';

const ICONS: Record<Theme, string> = {
  light:
    'M8 4.5a3.5 3.5 0 1 1 0 7 3.5 3.5 0 0 1 0-7zM8 .8v1.6M8 13.6v1.6M.8 8h1.6M13.6 8h1.6M2.9 2.9l1.1 1.1M12 12l1.1 1.1M2.9 13.1 4 12M12 4l1.1-1.1',
  dark: 'M13.6 9.7A6 6 0 0 1 6.3 2.4a6 6 0 1 0 7.3 7.3z',
  system: 'M2 3h12v8H2zM5.5 14h5M8 11v3',
};

/** Light, dark, or as the system has it: one button that goes around. */
export function ThemeToggle() {
  const theme = usePreferences((chosen) => chosen.theme);
  const label = `Theme: ${theme}; change to ${NEXT_THEME[theme]}`;
  return (
    <Tip text={label}>
      <button type="button" className="button button-icon" onClick={nextTheme} aria-label={label}>
        <Icon path={ICONS[theme]} />
      </button>
    </Tip>
  );
}
