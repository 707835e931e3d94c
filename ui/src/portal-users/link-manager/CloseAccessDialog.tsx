import { AlertDialog } from "../../components/AlertDialog";
import { Button } from "../../components/Button";
import { ReasonForm } from "../../components/ReasonForm";
import type { LinkedClient } from "../../ipc/types/LinkedClient";
import type { PortalUserDetail } from "../../ipc/types/PortalUserDetail";
import { useCloseAccess, useDeLinkDoubt, useOpenPaths } from "./close-access";
import { Foreseen } from "./Foreseen";
import { NotChecked } from "./NotChecked";
import { BeforeAndAfter, Paths } from "./Paths";
import { WouldStop } from "./WouldStop";

type CloseAccessDialogProps = { user: PortalUserDetail; link: LinkedClient; onClose: () => void };

/** Closing access is its own question, with what is open before and after it, path by path (rule 27). */
export function CloseAccessDialog({ user, link, onClose }: CloseAccessDialogProps) {
  const { mutate: close, data: closed, error, isPending } = useCloseAccess(user.id, link.client_id);
  const foreseen = useOpenPaths(user.id, link.client_id, "close_access");
  const doubt = useDeLinkDoubt(user.id, link);
  if (closed !== undefined) {
    return (
      <AlertDialog title={closed.says} onClose={onClose}>
        <NotChecked says={closed.notChecked} />
        {closed.paths.length > 0 && <Paths title={closed.title} paths={closed.paths} />}
        {/* It opened under the hand that had just pressed a button. */}
        {/* oxlint-disable-next-line jsx-a11y/no-autofocus */}
        <Button autoFocus onPress={onClose}>
          Done
        </Button>
      </AlertDialog>
    );
  }
  return (
    <AlertDialog title={`Close access to ${link.name}?`} onClose={onClose}>
      <ReasonForm
        label={`Close access to ${link.name}`}
        act="Close access"
        look="danger-main"
        first="cancel"
        // Nothing is closed before its paths were seen.
        isPending={isPending || foreseen.paths === undefined || doubt.says === undefined}
        onAct={close}
        onCancel={onClose}
      >
        <p>
          De-linking alone does not keep a person out. Closing access de-links <bdi>{user.name}</bdi>, bars
          the user from claiming <bdi>{link.name}</bdi> again until staff link or lift the bar, and revokes
          the one-click links that were sent.
        </p>
        {link.de_link.last && <strong>This is the last linked client.</strong>}
        <WouldStop doubt={doubt} />
        <Foreseen foreseen={foreseen}>{(paths) => <BeforeAndAfter paths={paths} />}</Foreseen>
        {error !== null && (
          <p role="alert">
            {error.title} {error.next}
          </p>
        )}
      </ReasonForm>
    </AlertDialog>
  );
}
