import { useState } from 'react';
import { useLab } from '../../state/LabProvider';
import { ConfusionsDialog } from './ConfusionsDialog';

/** Opens the tables of what is taken for what. */
export function ConfusionsButton() {
  const usable = useLab((lab) => lab.runs.some((run) => run.snapshot !== undefined));
  const [open, setOpen] = useState(false);
  return (
    <>
      <button
        type="button"
        className="button button-small"
        aria-haspopup="dialog"
        title="Which classes are taken for one another, and how each is retrieved"
        onClick={() => setOpen(true)}
        disabled={!usable}
      >
        confusions
      </button>
      {open && <ConfusionsDialog onClose={() => setOpen(false)} />}
    </>
  );
}
