import { Page } from "../components/Page";
import { ProblemNotice } from "../components/ProblemNotice";
import { Waiting } from "../components/Waiting";
import { Answer } from "./Answer";
import { KeyRehearsalPanel } from "./KeyRehearsalPanel";
import { useAccessCheck } from "./queries";
import { Question } from "./Question";
import { isAddress, useQuestion } from "./view";

import styles from "./AccessCheck.module.css";

/** Why can or can't someone see a client's portal (rule 40), and beside it what is wrong with a key (42). */
export function AccessCheck() {
  const { email, client, action, ask } = useQuestion();
  const {
    data: check,
    error,
    refetch,
  } = useAccessCheck({
    email,
    action,
    ...(client === undefined ? {} : { client_id: client }),
  });
  return (
    <Page title="Access check" about="why can or can't someone get into a client's portal">
      <Question email={email} client={client} action={action} onAsk={ask} />
      <div className={styles.body}>
        {error !== null && (
          <ProblemNotice
            size={check === undefined ? "pane" : "strip"}
            problem={error}
            onTryAgain={() => void refetch()}
          />
        )}
        {isAddress(email) && check === undefined && error === null && <Waiting>Checking…</Waiting>}
        {email === "" && (
          <p className={styles.hint}>
            Paste or type the e-mail address of the person who is asking, or a Client ID, and choose what they
            want to do. The answer comes from the very rules that the portal itself follows.
          </p>
        )}
        {email !== "" && !isAddress(email) && (
          <p role="alert" className={styles.hint}>
            “<bdi>{email}</bdi>” is not an e-mail address. Write it in full, such as jane@example.com, or pick
            the person from the list while you type a name.
          </p>
        )}
        {check !== undefined && <Answer check={check} email={email} client={client} action={action} />}
        <aside className={styles.beside} aria-label="Key rehearsal">
          <KeyRehearsalPanel />
        </aside>
      </div>
    </Page>
  );
}
