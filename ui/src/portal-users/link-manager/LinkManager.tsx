import { useRef, useState } from "react";

import { useAction } from "../../actions/Actions";
import { DetailsTop } from "../../components/DetailsTop";
import type { PortalUserDetail } from "../../ipc/types/PortalUserDetail";
import type { PortalUserId } from "../../ipc/types/PortalUserId";
import { usePortalUser } from "../queries";
import { Abilities } from "./Abilities";
import { History } from "./History";
import { LinkedClients } from "./LinkedClients";
import { UserPortal } from "./UserPortal";
import { Who } from "./Who";

import styles from "./LinkManager.module.css";

/** All about one portal user's links, beside the list. */
export function LinkManager({ id, onClose }: { id: PortalUserId; onClose: () => void }) {
  const { data: user, error, refetch, isPlaceholderData: isAnother } = usePortalUser(id);
  const linkField = useRef<HTMLInputElement>(null);
  useAction("manager.link", () => linkField.current?.focus());
  useAction("details.close", onClose);
  return (
    <aside className={styles.manager} aria-label="Link manager" aria-busy={user === undefined || isAnother}>
      <DetailsTop
        isThere={user !== undefined}
        problem={error}
        onTryAgain={() => void refetch()}
        onClose={onClose}
      />
      {/* Nobody may act on the user before while the next one is on the way. */}
      {user !== undefined && (
        <div key={user.id} inert={isAnother}>
          <Sections user={user} linkField={linkField} />
        </div>
      )}
    </aside>
  );
}

type SectionsProps = { user: PortalUserDetail; linkField: React.RefObject<HTMLInputElement | null> };

function Sections({ user, linkField }: SectionsProps) {
  const [isLooking, setLooking] = useState(false);
  const look = () => setLooking(true);
  useAction("manager.portal", look);
  return (
    <>
      <Who user={user} onSeePortal={look} />
      {isLooking && <UserPortal user={user} onClose={() => setLooking(false)} />}
      <LinkedClients user={user} linkField={linkField} />
      <Abilities firstName={user.first_name} abilities={user.abilities} />
      <History user={user.id} entries={user.history} notChecked={user.not_checked} />
    </>
  );
}
