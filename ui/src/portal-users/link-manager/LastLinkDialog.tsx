import { AlertDialog } from "../../components/AlertDialog";
import { ReasonForm } from "../../components/ReasonForm";
import { useDeLinkDoubt } from "./close-access";
import type { DeLinkProps } from "./DeLinkPanel";
import { StaysOpen } from "./StaysOpen";
import { WouldStop } from "./WouldStop";

/** The last link is its own question: without it the next sign-in is another one (rules 25, 28). */
export function LastLinkDialog({ user, link, isChanging, onDeLink, onCancel }: DeLinkProps) {
  const doubt = useDeLinkDoubt(user, link);
  const isLastOnceSent = !link.de_link.last;
  return (
    <AlertDialog title="This is the last linked client" onClose={onCancel}>
      <ReasonForm
        label={`De-link ${link.name}`}
        act="De-link"
        look="danger-main"
        first="cancel"
        // Nothing is confirmed that was not seen.
        isPending={isChanging || doubt.says === undefined}
        onAct={onDeLink}
        onCancel={onCancel}
      >
        <p>
          <bdi>{link.name}</bdi>, <bdi>{link.client_id}</bdi>
        </p>
        <WouldStop doubt={doubt} />
        {isLastOnceSent && (
          <p>
            Once what waits is sent, no linked client is left: the next sign-in will ask for a Client ID and
            an invoice number.
          </p>
        )}
        <StaysOpen user={user} client={link.client_id} />
      </ReasonForm>
    </AlertDialog>
  );
}
