import { ProblemNotice } from "../components/ProblemNotice";
import { Waiting } from "../components/Waiting";
import { calendarDay } from "../format";
import type { ClientId } from "../ipc/types/ClientId";
import type { PortalView } from "../ipc/types/PortalView";
import type { UnpaidInvoice } from "../ipc/types/UnpaidInvoice";
import { Section } from "../portal-users/link-manager/Section";
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
  if (view.notice !== null) return <p className={styles.page}>{view.notice}</p>;
  if (view.invoices.length === 0) return <p className={styles.page}>Nothing is due.</p>;
  return (
    <div className={styles.page}>
      <table className={styles.invoices} aria-label="Unpaid invoices">
        <thead>
          <tr>
            <th scope="col">Invoice</th>
            <th scope="col">Issued</th>
            <th scope="col">Due on</th>
            <th scope="col" className={styles.money}>
              Balance
            </th>
            <th scope="col" className={styles.money}>
              Late fee
            </th>
            <th scope="col" className={styles.money}>
              Due
            </th>
          </tr>
        </thead>
        <tbody>
          {view.invoices.map((invoice) => (
            <Invoice key={invoice.number} invoice={invoice} />
          ))}
        </tbody>
        <tfoot>
          {view.totals.map((total) => (
            <tr key={total.currency}>
              <th scope="row" colSpan={5}>
                In all
              </th>
              <td className={styles.money}>{total.says}</td>
            </tr>
          ))}
        </tfoot>
      </table>
    </div>
  );
}

function Invoice({ invoice }: { invoice: UnpaidInvoice }) {
  return (
    <tr>
      <th scope="row">
        <bdi>{invoice.number}</bdi>
      </th>
      <td>{calendarDay(invoice.issued_on)}</td>
      <td>{calendarDay(invoice.due_on)}</td>
      <td className={styles.money}>{invoice.balance.says}</td>
      <td className={styles.money}>{invoice.late_fee?.says}</td>
      <td className={styles.money}>{invoice.due.says}</td>
    </tr>
  );
}
