import type { AccessCheck } from "../ipc/types/AccessCheck";
import type { Action } from "../ipc/types/Action";
import type { ClientId } from "../ipc/types/ClientId";
import { Freshness } from "../shell/Freshness";
import { Attempts } from "./Attempts";
import { Help } from "./Help";
import { Reply } from "./Reply";
import { Steps } from "./Steps";
import { Verdict } from "./Verdict";

import styles from "./Answer.module.css";

type AnswerProps = { check: AccessCheck; email: string; client: ClientId | undefined; action: Action };

/** The verdict, how it came about, and what would help. */
export function Answer({ check, email, client, action }: AnswerProps) {
  const unknown = check.steps.some(({ outcome }) => outcome === "not_checked");
  return (
    <>
      <Verdict check={check} email={email} client={client} action={action} />
      <div className={styles.columns}>
        <div className={styles.steps}>
          <Steps steps={check.steps} decidedBy={check.decided_by} />
          <Attempts attempts={check.attempts} note={check.attempts_note} />
          <Freshness
            dataAsOf={check.data_as_of}
            notChecked={unknown ? ["What is marked with a question mark could not be looked at."] : []}
          />
        </div>
        <div className={styles.help}>
          <Help check={check} client={client} />
          <Reply reply={check.reply} isMain={check.remedies.length === 0} />
        </div>
      </div>
    </>
  );
}
