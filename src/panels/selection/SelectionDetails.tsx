import { useState } from 'react';
import { useLab } from '../../state/LabProvider';
import { SelectionDialog } from './SelectionDialog';

/** Opens what the selection holds. */
export function SelectionDetails() {
  const [open, setOpen] = useState(false);
  const selected = useLab((lab) => lab.selected);
  return (
    <>
      <button
        type="button"
        className="link-button"
        aria-haspopup="dialog"
        aria-label="details of the selection"
        title="Its images and classes, how they are retrieved, and what lies nearest outside"
        onClick={() => setOpen(true)}
      >
        details
      </button>
      {open && selected && <SelectionDialog selected={selected} onClose={() => setOpen(false)} />}
    </>
  );
}
