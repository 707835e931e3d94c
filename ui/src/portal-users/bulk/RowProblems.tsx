import type { BatchedResult } from "../../ipc/types/BatchedResult";
import type { PortalUserId } from "../../ipc/types/PortalUserId";
import { usePortalUser } from "../queries";
import { people } from "./outcome";

import styles from "./BulkDialog.module.css";

/** So many are listed by name. */
const LISTED = 20;

/** Who was not changed, each with the reason. */
export function RowProblems({ results }: { results: readonly BatchedResult[] }) {
  if (results.length === 0) return null;
  const unlisted = results.length - LISTED;
  return (
    <ul className={styles.problems} aria-label="Not changed">
      {results.slice(0, LISTED).map(({ portal_user_id: user, problem }) => (
        <li key={user}>
          <Name user={user} /> {problem?.title}
        </li>
      ))}
      {unlisted > 0 && <li>and {people(unlisted)} more</li>}
    </ul>
  );
}

function Name({ user }: { user: PortalUserId }) {
  const { data } = usePortalUser(user);
  return <bdi className={styles.name}>{data?.id === user ? data.name : "…"}</bdi>;
}
