import type { BarredClient } from "../../ipc/types/BarredClient";

import styles from "./BarredClients.module.css";

/** Clients that the user cannot claim, since staff closed the access; linking one lifts the bar (rule 27). */
export function BarredClients({ barred }: { barred: readonly BarredClient[] }) {
  if (barred.length === 0) return null;
  return (
    <ul className={styles.list} aria-label="Clients with closed access">
      {barred.map(({ client_id: id, name, says }) => (
        <li key={id} className={styles.client}>
          <p className={styles.name} title={name}>
            <bdi>{name}</bdi>
          </p>
          <p className={styles.note}>
            <bdi>{id}</bdi> {says}
          </p>
        </li>
      ))}
    </ul>
  );
}
