import { ReasonForm } from "../../components/ReasonForm";
import type { LinkedClient } from "../../ipc/types/LinkedClient";
import type { PortalUserId } from "../../ipc/types/PortalUserId";
import { StaysOpen } from "./StaysOpen";

import styles from "./DeLinkPanel.module.css";

export type DeLinkProps = {
  user: PortalUserId;
  link: LinkedClient;
  isChanging: boolean;
  onDeLink: (reason: string) => void;
  onCancel: () => void;
};

/** What a de-link will change, in place: Enter in the reason de-links. */
export function DeLinkPanel({ user, link, isChanging, onDeLink, onCancel }: DeLinkProps) {
  return (
    <div className={styles.panel}>
      <ReasonForm
        label={`De-link ${link.name}`}
        act="De-link"
        look="danger-main"
        first="reason"
        isPending={isChanging}
        onAct={onDeLink}
        onCancel={onCancel}
      >
        <p>{link.de_link.says}</p>
        <StaysOpen user={user} client={link.client_id} />
      </ReasonForm>
    </div>
  );
}
