import { Icon } from '../../../controls';

/** What can be done with a row, and how each is drawn: there is no room for words. */
const ICONS = {
  Open: 'M6.5 3.2H3v9.8h9.8V9.5M9.2 3.2h3.6v3.6M12.8 3.2 7.4 8.6',
  'Load settings': 'M2.8 5h5.4M11.4 5h1.8M2.8 11h1.8M7.8 11h5.4M9.8 3.4v3.2M6.2 9.4v3.2',
  'Continue training': 'M5 3.4v9.2L12.4 8z',
  Delete: 'M3 4.6h10M6.4 4.6V3h3.2v1.6M4.4 4.6 5 13h6l.6-8.4',
} as const;

interface RowButtonProps {
  name: keyof typeof ICONS;
  title: string;
  active: boolean;
  disabled?: boolean;
  act(): void;
}

/** Reached by Tab in the active row alone. */
export function RowButton({ name, title, active, disabled, act }: RowButtonProps) {
  return (
    <button
      type="button"
      className="kept-action"
      tabIndex={active ? 0 : -1}
      aria-label={name}
      title={`${name}: ${title}`}
      disabled={disabled}
      onClick={() => act()}
    >
      <Icon path={ICONS[name]} />
    </button>
  );
}
