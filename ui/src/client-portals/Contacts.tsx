import { Link } from "@tanstack/react-router";

import type { ClientContact } from "../ipc/types/ClientContact";
import { Section } from "../portal-users/link-manager/Section";

import styles from "./Contacts.module.css";

/** The contacts as the practice management system lists them; they cannot be changed here (rule 2). */
export function Contacts({ contacts }: { contacts: readonly ClientContact[] }) {
  return (
    <Section title="Contacts" aside={<span>from the practice management system</span>}>
      {contacts.length === 0 && <p className={styles.detail}>none</p>}
      <ul aria-label="Contacts">
        {contacts.map((contact) => (
          <li key={`${contact.email} ${contact.name}`} className={styles.contact}>
            <div className={styles.text}>
              <p>
                <bdi>{contact.name}</bdi>
              </p>
              <p className={styles.detail}>
                <bdi>{contact.email}</bdi>
                {contact.receives_invoices && ", receives invoices"}
              </p>
            </div>
            <Account contact={contact} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Account({ contact: { email, portal_user_id: user, linked } }: { contact: ClientContact }) {
  if (user === null) return <p className={styles.detail}>no account</p>;
  return (
    <p className={styles.account}>
      <span className={styles.detail}>{linked ? "linked" : "has an account, not linked"}</span>{" "}
      <Link to="/portal-users" search={{ search: email, user }} draggable={false}>
        Open user
      </Link>
    </p>
  );
}
