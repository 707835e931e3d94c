import { Button } from "../components/Button";
import { Page } from "../components/Page";
import { ProblemNotice } from "../components/ProblemNotice";
import { Waiting } from "../components/Waiting";
import { count } from "../format";
import type { Intent } from "../ipc/types/Intent";
import { useLastHeard } from "../shell/queries";
import { IntentItem } from "./IntentItem";
import { useAct, useIntents, waiting } from "./queries";

import styles from "./WaitingChanges.module.css";

/** What was decided offline: intended, confirmed once, carried out or refused (rule 45). */
export function WaitingChanges() {
  const { data, error, refetch } = useIntents();
  return (
    <Page title="Waiting changes" about="decided offline, sent only after you confirm them">
      <div className={styles.list}>
        {error !== null && (
          <>
            <ProblemNotice size="strip" problem={error} onTryAgain={() => void refetch()} />
            {error.code === "not_opened" && <Discard />}
          </>
        )}
        {data === undefined && error === null && <Waiting>Reading what waits…</Waiting>}
        {data?.intents.length === 0 && (
          <p className={styles.none}>Nothing waits. What you change while offline is listed here.</p>
        )}
        {data !== undefined && data.intents.length > 0 && <List intents={data.intents} />}
      </div>
    </Page>
  );
}

function List({ intents }: { intents: readonly Intent[] }) {
  const act = useAct();
  const { offline } = useLastHeard();
  const wait = waiting(intents);
  return (
    <>
      {wait.length > 0 && (
        <div className={styles.confirm}>
          <p role="status">
            {wait.length === 1 ? "1 change waits" : `${count(wait.length)} changes wait`} for your
            confirmation
            {offline && ", which is possible once the firm answers again"}.
          </p>
          <Button
            look="main"
            isDisabled={offline}
            onPress={() => void act("confirm_intents", { ids: wait.map(({ id }) => id) })}
          >
            Confirm and send all
          </Button>
        </div>
      )}
      <ul aria-label="Waiting changes">
        {intents.map((intent) => (
          <IntentItem key={intent.id} intent={intent} isOffline={offline} />
        ))}
      </ul>
    </>
  );
}

/** What is damaged can only be thrown away; what is of a newer Portico cannot, and says so. */
function Discard() {
  const act = useAct();
  return (
    <p className={styles.none}>
      <Button look="danger" onPress={() => void act("discard_unreadable_intents", null)}>
        Discard what cannot be read
      </Button>
    </p>
  );
}
