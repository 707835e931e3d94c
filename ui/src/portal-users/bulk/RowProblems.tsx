import { useState } from "react";

import { Button } from "../../components/Button";
import type { BatchedResult } from "../../ipc/types/BatchedResult";
import type { PortalUserId } from "../../ipc/types/PortalUserId";
import { usePortalUser } from "../queries";
import { people } from "./outcome";

import styles from "./BulkDialog.module.css";

/** So many more are listed by name at a time: each name is asked for in itself. */
const LISTED = 20;

type RowProblemsProps = { title: string; results: readonly BatchedResult[] };

/** Who was not changed, each with the reason; as many of them as anybody wants to read. */
export function RowProblems({ title, results }: RowProblemsProps) {
  const [listed, setListed] = useState(LISTED);
  if (results.length === 0) return null;
  const unlisted = results.length - listed;
  return (
    <section className={styles.problems} aria-label={title}>
      <p className={styles.title}>
        {title}: {people(results.length)}
      </p>
      <ul aria-label={title}>
        {results.slice(0, listed).map(({ portal_user_id: user, problem }) => (
          <li key={user}>
            <Name user={user} /> {problem?.title}
          </li>
        ))}
      </ul>
      {unlisted > 0 && (
        <Button onPress={() => setListed(listed + LISTED)}>
          Show {Math.min(unlisted, LISTED)} more of {people(unlisted)}
        </Button>
      )}
    </section>
  );
}

function Name({ user }: { user: PortalUserId }) {
  const { data } = usePortalUser(user);
  return <bdi className={styles.name}>{data?.id === user ? data.name : "…"}</bdi>;
}
