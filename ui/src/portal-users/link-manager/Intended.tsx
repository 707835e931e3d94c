import { Button } from "../../components/Button";
import type { PortalUserId } from "../../ipc/types/PortalUserId";
import { useAct, useIntents, waiting } from "../../waiting/queries";

import styles from "./Intended.module.css";

/** What is decided about this user and waits: told as intended, never as done (rule 45). */
export function Intended({ user }: { user: PortalUserId }) {
  const act = useAct();
  const intents = waiting(useIntents().data?.intents ?? []).filter(
    (intent) => intent.portal_user_id === user,
  );
  if (intents.length === 0) return null;
  return (
    <ul className={styles.list} aria-label="Waiting changes of this user">
      {intents.map((intent) => (
        <li key={intent.id} className={styles.intent}>
          <p className={styles.says}>
            {intent.says}: waits, {intent.age}
          </p>
          <Button onPress={() => void act("withdraw_intent", intent.id)}>Withdraw</Button>
        </li>
      ))}
    </ul>
  );
}
