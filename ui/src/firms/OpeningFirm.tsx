import { AlertDialog } from "../components/AlertDialog";
import { useIsChoosing } from "./queries";

/** Stands before the window while another firm is opened: nothing of the old one can be done any more, by key or menu. */
export function OpeningFirm() {
  if (!useIsChoosing()) return null;
  return (
    <AlertDialog title="Opening the firm…" onClose={stay}>
      <p>The window begins anew once it is open.</p>
    </AlertDialog>
  );
}

/** It goes by itself. */
function stay() {
  // There is nothing to answer.
}
