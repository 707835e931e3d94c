import { useId } from "react";

import { Button } from "../../components/Button";
import type { BarredClient } from "../../ipc/types/BarredClient";
import type { ClientId } from "../../ipc/types/ClientId";
import type { PortalUserDetail } from "../../ipc/types/PortalUserDetail";
import { useUnbar } from "./close-access";

import styles from "./BarredClients.module.css";

type BarredClientsProps = {
  user: PortalUserDetail;
  changing: readonly ClientId[];
  linkField: React.RefObject<HTMLInputElement | null>;
};

/** Clients that the user cannot claim, since staff closed the access; linking one lifts the bar too (rule 27). */
export function BarredClients({ user, changing, linkField }: BarredClientsProps) {
  const unbar = useUnbar(user.id);
  if (user.barred.length === 0) return null;
  return (
    <ul className={styles.list} aria-label="Clients with closed access">
      {user.barred.map((barred) => (
        <Barred
          key={barred.client_id}
          barred={barred}
          isChanging={changing.includes(barred.client_id)}
          onUnbar={async () => {
            // The client goes from this list, and its button with it.
            if (await unbar(barred)) linkField.current?.focus();
          }}
        />
      ))}
    </ul>
  );
}

type BarredProps = { barred: BarredClient; isChanging: boolean; onUnbar: () => Promise<void> };

function Barred({ barred: { client_id: id, name, says }, isChanging, onUnbar }: BarredProps) {
  const label = useId();
  return (
    <li className={styles.client}>
      <div className={styles.text}>
        <p id={label} className={styles.name} title={name}>
          <bdi>{name}</bdi>
        </p>
        <p className={styles.note}>
          <bdi>{id}</bdi> {says}
        </p>
      </div>
      <Button aria-describedby={label} isPending={isChanging} onPress={() => void onUnbar()}>
        Lift the bar
      </Button>
    </li>
  );
}
