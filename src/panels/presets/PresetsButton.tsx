import { useState } from 'react';
import { PresetsDialog } from './PresetsDialog';

/** Opens the presets. */
export function PresetsButton() {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" className="link-button" onClick={() => setOpen(true)} aria-label="Presets">
        presets
      </button>
      {open && <PresetsDialog onClose={() => setOpen(false)} />}
    </>
  );
}
