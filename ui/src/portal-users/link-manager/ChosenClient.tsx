import { ReasonForm } from "../../components/ReasonForm";
import type { ClientHit } from "../../ipc/types/ClientHit";

import styles from "./ChosenClient.module.css";

type ChosenClientProps = {
  client: ClientHit;
  isChanging: boolean;
  onLink: (reason: string) => void;
  onCancel: () => void;
};

/** The client to link with: Enter in the reason links. */
export function ChosenClient({ client, isChanging, onLink, onCancel }: ChosenClientProps) {
  return (
    <div className={styles.chosen}>
      <ReasonForm
        label={`Link ${client.name.text}`}
        act="Link"
        look="main"
        first="reason"
        isPending={isChanging}
        onAct={onLink}
        onCancel={onCancel}
      >
        <div>
          <p className={styles.name} title={client.name.text}>
            <bdi>{client.name.text}</bdi>
          </p>
          <p className={styles.note}>
            <bdi>{client.client_id}</bdi>, {client.portal_label}
          </p>
        </div>
      </ReasonForm>
    </div>
  );
}
