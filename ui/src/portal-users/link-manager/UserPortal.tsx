import { Dialog, Heading } from "react-aria-components";

import { Button } from "../../components/Button";
import { Overlay } from "../../components/Overlay";
import { ProblemNotice } from "../../components/ProblemNotice";
import { Waiting } from "../../components/Waiting";
import { stamp } from "../../format";
import type { PortalUserDetail } from "../../ipc/types/PortalUserDetail";
import type { UserPortal as Portal } from "../../ipc/types/UserPortal";
import { UnpaidInvoices } from "../../portal/UnpaidInvoices";
import { useUserPortal } from "../queries";
import { NotChecked } from "./NotChecked";

import styles from "./UserPortal.module.css";

/** The portal as this one user sees it, all linked clients merged: to look at, and without a trace (rule 12). */
export function UserPortal({ user, onClose }: { user: PortalUserDetail; onClose: () => void }) {
  const { data: portal, error, refetch } = useUserPortal(user.id);
  return (
    <Overlay size="page" isDismissable onClose={onClose}>
      <Dialog className={styles.dialog} aria-busy={portal === undefined}>
        <Heading slot="title" className={styles.title}>
          The portal as <bdi>{user.name}</bdi> sees it
        </Heading>
        <p className={styles.note}>
          Read-only, leaves no trace.
          {portal !== undefined && portal.data_as_of !== null && ` Data of ${stamp(portal.data_as_of)}.`}
        </p>
        {error !== null && <ProblemNotice size="strip" problem={error} onTryAgain={() => void refetch()} />}
        {portal === undefined && error === null && <Waiting>Loading…</Waiting>}
        {portal !== undefined && <Merged portal={portal} />}
        <Button onPress={onClose}>Done</Button>
      </Dialog>
    </Overlay>
  );
}

function Merged({ portal }: { portal: Portal }) {
  if (portal.notice !== null) return <p className={styles.page}>{portal.notice}</p>;
  return (
    <>
      <NotChecked says={portal.not_checked} />
      <div className={styles.page}>
        <ul className={styles.clients} aria-label="Open portals">
          {portal.clients.map((client) => (
            <li key={client.client_id}>
              <bdi>{client.name}</bdi>
              <span className={styles.id}>
                <bdi>{client.client_id}</bdi>, {client.owes}
              </span>
            </li>
          ))}
        </ul>
        {portal.not_checked.length === 0 && (
          <UnpaidInvoices invoices={portal.invoices} totals={portal.totals} />
        )}
      </div>
    </>
  );
}
