import { useState } from 'react';
import { useLab } from '../../state/LabProvider';
import { ConfusionsDialog } from './ConfusionsDialog';

const ICON = (
  <svg viewBox="0 0 16 16" width="14" height="14" fill="none" stroke="currentColor" strokeWidth="1.4" aria-hidden="true">
    <path d="M2.5 2.5h11v11h-11zM8 2.5v11M2.5 8h11" />
    <path d="M8 2.5h5.5V8H8zM2.5 8H8v5.5H2.5z" fill="currentColor" />
  </svg>
);

/** Opens the tables of what is taken for what. */
export function ConfusionsButton() {
  const usable = useLab((lab) => lab.runs.some((run) => run.snapshot !== undefined));
  const [open, setOpen] = useState(false);
  return (
    <>
      <button
        type="button"
        aria-haspopup="dialog"
        aria-label="Confusions"
        title="Confusions: which classes are taken for one another, and how each is retrieved"
        onClick={() => setOpen(true)}
        disabled={!usable}
      >
        {ICON}
      </button>
      {open && <ConfusionsDialog onClose={() => setOpen(false)} />}
    </>
  );
}
