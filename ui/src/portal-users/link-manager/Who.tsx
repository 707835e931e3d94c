import { Badge } from "../../components/Badge";
import { Button } from "../../components/Button";
import { day } from "../../format";
import type { PortalUserDetail } from "../../ipc/types/PortalUserDetail";

import styles from "./Who.module.css";

/** Who this is. Nothing here can be changed: not by staff, and name and e-mail not by anybody (rules 14, 17, 18). */
export function Who({ user, onSeePortal }: { user: PortalUserDetail; onSeePortal: () => void }) {
  const isVerified = user.verified_at !== null;
  return (
    <header className={styles.who}>
      <h2 className={styles.name}>
        <bdi>{user.name}</bdi>
      </h2>
      <p className={styles.email}>
        <bdi>{user.email}</bdi>
      </p>
      <p className={styles.badges}>
        <Badge tone={isVerified ? "good" : "warn"}>
          {isVerified ? "E-mail verified" : "E-mail not verified"}
        </Badge>
        <Badge tone="plain">Account since {day(user.created_at)}</Badge>
        <Button look="text" onPress={onSeePortal}>
          See the portal
        </Button>
      </p>
      <p className={styles.fixed}>{user.fixed_note}</p>
    </header>
  );
}
