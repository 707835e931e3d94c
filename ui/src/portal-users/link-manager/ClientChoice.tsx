import { MarkedText } from "../../components/MarkedText";
import type { ClientHit } from "../../ipc/types/ClientHit";

import styles from "./ClientChoice.module.css";

/** A client in the list to choose from. */
export function ClientChoice({ client, isLinked }: { client: ClientHit; isLinked: boolean }) {
  return (
    <>
      <MarkedText value={client.name} />
      <span className={styles.note}>
        <MarkedText value={client.marked_id} />
        <span>{client.office}</span>
        {client.portal !== "open" && <span>{client.portal_label}</span>}
        {isLinked && <span>linked already</span>}
      </span>
    </>
  );
}
