import { calendarDay } from "../format";
import type { Amount } from "../ipc/types/Amount";
import type { ClientInvoice } from "../ipc/types/ClientInvoice";
import type { UnpaidInvoice } from "../ipc/types/UnpaidInvoice";

import styles from "./UnpaidInvoices.module.css";

type UnpaidInvoicesProps = {
  /** Each with whose it is where they are of several clients (rule 12). */
  invoices: readonly ClientInvoice[] | readonly UnpaidInvoice[];
  totals: readonly Amount[];
};

/** Unpaid invoices and what is due in all, as a portal shows them: to look at, and nothing in it can be pressed. */
export function UnpaidInvoices({ invoices, totals }: UnpaidInvoicesProps) {
  if (invoices.length === 0) return <p>Nothing is due.</p>;
  const isMerged = invoices.some((one) => "invoice" in one);
  return (
    <table className={styles.invoices} aria-label="Unpaid invoices">
      <thead>
        <tr>
          {isMerged && <th scope="col">Client</th>}
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
        {invoices.map((one) =>
          "invoice" in one ? (
            <Row key={`${one.client_id} ${one.invoice.number}`} invoice={one.invoice} of={one} />
          ) : (
            <Row key={one.number} invoice={one} />
          ),
        )}
      </tbody>
      <tfoot>
        {totals.map((total) => (
          <tr key={total.currency}>
            <th scope="row" colSpan={isMerged ? 6 : 5}>
              In all
            </th>
            <td className={styles.money}>{total.says}</td>
          </tr>
        ))}
      </tfoot>
    </table>
  );
}

function Row({ invoice, of }: { invoice: UnpaidInvoice; of?: ClientInvoice }) {
  return (
    <tr>
      {of !== undefined && (
        <td>
          <bdi>{of.client}</bdi>
        </td>
      )}
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
