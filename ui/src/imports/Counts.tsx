import { count } from "../format";
import type { ImportAnswer } from "../ipc/types/ImportAnswer";

import styles from "./Imports.module.css";

/** What an import brings, in numbers. */
export function Counts({ answer }: { answer: ImportAnswer }) {
  const { clients, new_clients: fresh, turned_inactive: inactive } = answer;
  const { contacts, contacts_gone: gone, invoices, invoices_closed: closed } = answer;
  return (
    <ul className={styles.counts} aria-label="In numbers">
      <li>
        {several(clients, "client")}: {count(fresh)} new, {count(inactive)} turned inactive
      </li>
      <li>
        {several(contacts, "contact")}: {count(gone)} no longer listed
      </li>
      <li>
        {several(invoices, "invoice")}: {count(closed)} closed
      </li>
    </ul>
  );
}

function several(number: number, what: string): string {
  return `${count(number)} ${what}${number === 1 ? "" : "s"}`;
}
