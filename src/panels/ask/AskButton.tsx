import { useLab, useLabStores } from '../../state/LabProvider';

const ICON = (
  <svg
    viewBox="0 0 16 16"
    width="14"
    height="14"
    fill="none"
    stroke="currentColor"
    strokeWidth="1.4"
    strokeLinejoin="round"
    aria-hidden="true"
  >
    <path d="M2 5h2.6l1.2-1.8h4.4L11.4 5H14v8H2Z" />
    <circle cx="8" cy="8.8" r="2.4" />
  </svg>
);

/** Opens the dialog that asks with a picture of one's own. A page that only shows has no model to ask. */
export function AskButton() {
  const readOnly = useLab((lab) => lab.readOnly);
  return readOnly ? null : <Button />;
}

function Button() {
  const { ask } = useLabStores();
  return (
    <button
      type="button"
      aria-haspopup="dialog"
      aria-label="Ask with your own picture"
      title="Ask with your own picture: what is near it in every run, without its joining the set"
      onClick={() => ask.getState().show()}
    >
      {ICON}
    </button>
  );
}
