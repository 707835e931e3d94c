import { Button } from "../components/Button";
import { Page } from "../components/Page";
import { ProblemNotice } from "../components/ProblemNotice";
import { Waiting } from "../components/Waiting";
import { Filters } from "./Filters";
import { Log } from "./Log";
import { useActivity } from "./queries";
import { useLogView } from "./view";

import styles from "./Activity.module.css";

/** Every change: who, when, how it was before and after, and why (rule 29). The log can only grow. */
export function Activity() {
  const { view, show } = useLogView();
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useActivity(view);
  const entries = data?.pages.flatMap((page) => page.entries);
  return (
    <Page title="Activity" about="every change: who, when, before and after, and why">
      <Filters view={view} onShow={show} />
      <div className={styles.log}>
        {error !== null && (
          <ProblemNotice
            size={entries === undefined ? "pane" : "strip"}
            problem={error}
            onTryAgain={() => void refetch()}
          />
        )}
        {entries === undefined && error === null && <Waiting>Reading the log…</Waiting>}
        {entries?.length === 0 && <p className={styles.none}>Nothing in the log answers these filters.</p>}
        {entries !== undefined && entries.length > 0 && <Log entries={entries} />}
        {hasNextPage && (
          <p className={styles.more}>
            <Button isPending={isFetchingNextPage} onPress={() => void fetchNextPage()}>
              Show older entries
            </Button>
          </p>
        )}
      </div>
    </Page>
  );
}
