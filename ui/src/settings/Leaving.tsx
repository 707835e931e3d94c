import { useState } from "react";

import { Button } from "../components/Button";
import { ConfirmDialog } from "../components/ConfirmDialog";
import { Told } from "../components/Told";
import { useFirmChoices, useLeave } from "../firms/queries";
import { count } from "../format";
import type { Intent } from "../ipc/types/Intent";
import { useIntents } from "../waiting/queries";

import styles from "./SettingsScreen.module.css";

type Way = "wipe" | "sign_out";

/** Taking away what is kept of the firm on this computer, with or without going on with it (rule 46). */
export function Leaving() {
  const [asks, setAsks] = useState<Way | null>(null);
  const chosen = useFirmChoices()?.chosen ?? null;
  const isServer = chosen?.at === "server";
  return (
    <p className={styles.acts}>
      <Button look="danger" onPress={() => setAsks("wipe")}>
        Wipe now…
      </Button>
      {isServer && (
        <Button look="danger" onPress={() => setAsks("sign_out")}>
          Sign out…
        </Button>
      )}
      {asks !== null && <Question way={asks} isServer={isServer} onClose={() => setAsks(null)} />}
    </p>
  );
}

type QuestionProps = { way: Way; isServer: boolean; onClose: () => void };

function Question({ way, isServer, onClose }: QuestionProps) {
  const leaving = useLeave(way);
  const intents = useIntents().data?.intents ?? [];
  const lost = intents.filter(({ standing }) => standing.is === "waiting" || standing.is === "confirmed");
  const name = way === "wipe" ? "Wipe now" : "Sign out";
  return (
    <ConfirmDialog
      problem={{
        title: `${name}?`,
        next: `Everything that is kept of the firm on this computer goes, keys first${way === "wipe" ? ", and is read anew from the firm" : ", and so does your token"}.`,
      }}
      act={name}
      isPending={leaving.isPending}
      onAct={() => leaving.mutate()}
      onCancel={onClose}
    >
      <Lost intents={lost} />
      <p className={styles.note}>
        What stays: the firm itself,{" "}
        {isServer ? "on its server" : "in its own encrypted file on this computer"}; how this window looks;
        and files that you exported.
      </p>
      <Told problem={leaving.error} />
    </ConfirmDialog>
  );
}

/** What was decided offline and never sent is lost for good, so that it is named. */
function Lost({ intents }: { intents: readonly Intent[] }) {
  if (intents.length === 0) return null;
  return (
    <>
      <p role="alert">
        {intents.length === 1 ? "1 change" : `${count(intents.length)} changes`} that you decided offline and
        that the firm may not have yet {intents.length === 1 ? "is" : "are"} lost:
      </p>
      <ul className={styles.lost} aria-label="Lost changes">
        {intents.map(({ id, says }) => (
          <li key={id}>{says}</li>
        ))}
      </ul>
    </>
  );
}
