import { Link } from "@tanstack/react-router";

import type { ImportAnswer } from "../ipc/types/ImportAnswer";
import { Counts } from "./Counts";

import styles from "./Imports.module.css";

/** What an import has brought, and where to see it. */
export function Taken({ answer }: { answer: ImportAnswer }) {
  return (
    <section aria-label="Imported">
      <h3 role="status" className={styles.title}>
        Imported
      </h3>
      <Counts answer={answer} />
      <p>
        See the <Link to="/client-portals">client portals</Link> and the{" "}
        <Link to="/portal-users">portal users</Link>. People make their own accounts: whoever has one appears
        by itself.
      </p>
    </section>
  );
}
