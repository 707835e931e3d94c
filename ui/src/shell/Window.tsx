import { Outlet } from "@tanstack/react-router";

import { ProblemNotice } from "../components/ProblemNotice";
import { useSession, useStanding } from "./queries";
import { Sidebar } from "./Sidebar";
import { WindowActions } from "./WindowActions";

import styles from "./Window.module.css";

/** The frame around every screen. Nothing shows before the firm is open. */
export function Window() {
  const session = useSession();
  const standing = useStanding();
  if (session.data === undefined && session.error !== null) {
    return (
      <main className={styles.alone}>
        <ProblemNotice size="pane" problem={session.error} onTryAgain={() => void session.refetch()} />
      </main>
    );
  }
  if (session.data === undefined) {
    return (
      <main className={styles.alone}>
        <p role="status" className={styles.opening}>
          Opening the firm…
        </p>
      </main>
    );
  }
  return (
    <div className={styles.window}>
      <Sidebar session={session.data} problem={session.error} standing={standing} />
      <Outlet />
      <WindowActions />
    </div>
  );
}
