import { ImportDialog } from './ImportDialog';
import { ListDialog } from './ListDialog';
import './pretrained.css';

/** Both dialogs about pretrained weights; each opens when its turn has come. */
export function WeightsDialogs() {
  return (
    <>
      <ListDialog />
      <ImportDialog />
    </>
  );
}
