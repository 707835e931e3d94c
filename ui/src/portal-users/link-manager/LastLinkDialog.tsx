import { AlertDialog } from "../../components/AlertDialog";
import { ReasonForm } from "../../components/ReasonForm";
import type { DeLinkProps } from "./DeLinkPanel";
import { StaysOpen } from "./StaysOpen";

/** The last link is its own question: without it the next sign-in is another one (rules 25, 28). */
export function LastLinkDialog({ user, link, isChanging, onDeLink, onCancel }: DeLinkProps) {
  return (
    <AlertDialog title="This is the last linked client" onClose={onCancel}>
      <ReasonForm
        label={`De-link ${link.name}`}
        act="De-link"
        look="danger-main"
        first="cancel"
        isPending={isChanging}
        onAct={onDeLink}
        onCancel={onCancel}
      >
        <p>
          <bdi>{link.name}</bdi>, <bdi>{link.client_id}</bdi>
        </p>
        <p>{link.de_link.says}</p>
        <StaysOpen user={user} client={link.client_id} />
      </ReasonForm>
    </AlertDialog>
  );
}
