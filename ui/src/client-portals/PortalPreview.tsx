import { ProblemNotice } from "../components/ProblemNotice";
import { Waiting } from "../components/Waiting";
import type { ClientId } from "../ipc/types/ClientId";
import type { PortalView } from "../ipc/types/PortalView";
import { Section } from "../portal-users/link-manager/Section";
import { UnpaidInvoices } from "../portal/UnpaidInvoices";
import { useClientPortal } from "./queries";

import styles from "./PortalPreview.module.css";

/** The portal exactly as the client sees it: to look at, and nothing in it can be pressed (rule 12). */
export function PortalPreview({ client }: { client: ClientId }) {
  const { data: view, error, refetch } = useClientPortal(client);
  return (
    <Section title="The portal as the client sees it" aside={<span>read-only, leaves no trace</span>}>
      {error !== null && <ProblemNotice size="strip" problem={error} onTryAgain={() => void refetch()} />}
      {view === undefined && error === null && <Waiting>Loading…</Waiting>}
      {view !== undefined && <Preview view={view} />}
    </Section>
  );
}

function Preview({ view }: { view: PortalView }) {
  return (
    // Where it is too narrow for the table, the keys scroll it.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div role="group" aria-label="What the client sees" tabIndex={0} className={styles.page}>
      {view.notice !== null && <p>{view.notice}</p>}
      {view.notice === null && <UnpaidInvoices invoices={view.invoices} totals={view.totals} />}
    </div>
  );
}
