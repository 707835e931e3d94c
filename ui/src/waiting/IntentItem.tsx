import { Link } from "@tanstack/react-router";
import { useId } from "react";

import { Badge } from "../components/Badge";
import type { Tone } from "../components/Badge";
import { Button } from "../components/Button";
import { moment } from "../format";
import type { Intent } from "../ipc/types/Intent";
import type { IntentStanding } from "../ipc/types/IntentStanding";
import { Paths } from "../portal-users/link-manager/Paths";
import { useAct } from "./queries";

import styles from "./IntentItem.module.css";

const STANDS: Record<IntentStanding["is"], { title: string; tone: Tone }> = {
  waiting: { title: "Waiting", tone: "warn" },
  confirmed: { title: "Being sent", tone: "plain" },
  done: { title: "Done", tone: "good" },
  refused: { title: "Refused", tone: "bad" },
};

type IntentItemProps = { intent: Intent; isOffline: boolean };

/** One decision: what is meant, what it was decided on, and what has become of it. */
export function IntentItem({ intent, isOffline }: IntentItemProps) {
  const title = useId();
  const { standing } = intent;
  return (
    <li className={styles.intent} aria-labelledby={title}>
      <div className={styles.head}>
        <h2 id={title} className={styles.says}>
          {intent.says}
        </h2>
        <Badge tone={STANDS[standing.is].tone}>{STANDS[standing.is].title}</Badge>
      </div>
      <p className={styles.note}>
        <span title={moment(intent.decided_at)}>{intent.age}</span> by <bdi>{intent.decided_by}</bdi>
        {intent.reason !== null && (
          <>
            {" "}
            <q>{intent.reason}</q>
          </>
        )}
      </p>
      <States intent={intent} />
      {intent.not_checked.map((says) => (
        <p key={says} role="note" className={styles.note}>
          {says}
        </p>
      ))}
      <Buttons intent={intent} isOffline={isOffline} describedBy={title} />
    </li>
  );
}

/** How the two stood when it was decided, and how they stand now where that is another. */
function States({
  intent: { decided_on_says: decidedOn, known_now: known, paths, standing },
}: {
  intent: Intent;
}) {
  const now = standing.is === "refused" ? standing.now_says : known;
  return (
    <>
      {standing.is === "refused" && (
        <p className={styles.why}>
          {standing.why} {standing.next}
        </p>
      )}
      {standing.is === "done" && <p>{standing.says}</p>}
      <dl className={styles.states}>
        <dt>Decided on</dt>
        <dd>{decidedOn}</dd>
        {now !== null && (
          <>
            <dt>Now</dt>
            <dd>{now}</dd>
          </>
        )}
      </dl>
      {standing.is === "waiting" && paths !== null && (
        <Paths title="After closing access" paths={paths.after} />
      )}
      {standing.is === "done" && standing.after.length > 0 && (
        <Paths title="What is open now" paths={standing.after} />
      )}
    </>
  );
}

type ButtonsProps = IntentItemProps & { describedBy: string };

function Buttons({ intent, isOffline, describedBy }: ButtonsProps) {
  const act = useAct();
  const { id, standing, portal_user_id: user, client_id: client } = intent;
  return (
    <div className={styles.buttons}>
      {standing.is === "waiting" && (
        <>
          <Button
            aria-describedby={describedBy}
            isDisabled={isOffline}
            onPress={() => void act("confirm_intents", { ids: [id] })}
          >
            Confirm and send
          </Button>
          <Button aria-describedby={describedBy} onPress={() => void act("withdraw_intent", id)}>
            Withdraw
          </Button>
        </>
      )}
      {(standing.is === "done" || standing.is === "refused") && (
        <Button aria-describedby={describedBy} onPress={() => void act("dismiss_intent", id)}>
          Put away
        </Button>
      )}
      <Link to="/portal-users" search={{ user }} draggable={false}>
        Open user
      </Link>
      <Link to="/client-portals" search={{ client }} draggable={false}>
        Open client
      </Link>
    </div>
  );
}
