import { AlertDialog } from '@base-ui/react/alert-dialog';
import { useRef } from 'react';
import { useReturn } from './focus';
import './controls.css';

export interface AskProps {
  open: boolean;
  /** The question. */
  title: string;
  /** What follows from it, as a sentence. */
  says: string;
  /** Names of the buttons. */
  yes: string;
  no: string;
  /** Escape answers no. */
  answer(yes: boolean): void;
}

/** A question before something is lost. The safe answer has the focus; afterwards the focus returns to where it was. */
export function Ask({ open, title, says, yes, no, answer }: AskProps) {
  const back = useReturn(open);
  const safe = useRef<HTMLButtonElement>(null);
  return (
    <AlertDialog.Root open={open} onOpenChange={(next) => !next && answer(false)}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className="dialog-backdrop" />
        <AlertDialog.Popup className="dialog" data-size="question" data-layer="dialog" initialFocus={safe} finalFocus={back}>
          <div className="dialog-form">
            <div className="dialog-head">
              <AlertDialog.Title>{title}</AlertDialog.Title>
            </div>
            <div className="dialog-body">
              <AlertDialog.Description>{says}</AlertDialog.Description>
            </div>
            <div className="dialog-foot dialog-foot-end">
              <button type="button" className="button button-danger" onClick={() => answer(true)}>
                {yes}
              </button>
              <button ref={safe} type="button" className="button button-primary" onClick={() => answer(false)}>
                {no}
              </button>
            </div>
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
