import { useQueryClient } from "@tanstack/react-query";
import type { QueryClient } from "@tanstack/react-query";
import { Outlet } from "@tanstack/react-router";

import { ProblemNotice } from "../components/ProblemNotice";
import { useFocusAfterCover } from "../curtain/Covered";
import { change } from "../data";
import { FirstRun, OtherFirm } from "../firms/FirstRun";
import { Banner } from "./Banner";
import { LostKey } from "./LostKey";
import { useSession, useStanding } from "./queries";
import { RecoveryKeyToKeep } from "./RecoveryKeyToKeep";
import { Sidebar } from "./Sidebar";
import { WindowActions } from "./WindowActions";

import styles from "./Window.module.css";

/** The frame around every screen. Nothing shows before the firm is open. */
export function Window() {
  const client = useQueryClient();
  const session = useSession();
  const standing = useStanding();
  const room = useFocusAfterCover<HTMLDivElement>();
  if (session.error?.code === "firm_not_chosen") return <FirstRun why={session.error} />;
  if (session.data === undefined && session.error !== null) {
    return (
      <main className={styles.alone}>
        <ProblemNotice size="pane" problem={session.error} onTryAgain={() => void openAgain(client)} />
        {session.error.code === "key_lost" && <LostKey />}
        <OtherFirm />
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
      <div className={styles.place}>
        <Banner />
        <div ref={room} tabIndex={-1} className={styles.room}>
          <Outlet />
        </div>
      </div>
      <WindowActions />
      <RecoveryKeyToKeep />
    </div>
  );
}

/** What comes of it shows in the session, which is asked for again either way. */
function openAgain(client: QueryClient) {
  return change(client, "open_firm", null, () => undefined).catch(() => undefined);
}
