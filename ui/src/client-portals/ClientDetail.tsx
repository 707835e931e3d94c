import { Link } from "@tanstack/react-router";

import { useOpenKey } from "../access-check/open-key";
import { useAction } from "../actions/Actions";
import { Badge } from "../components/Badge";
import { Button } from "../components/Button";
import { DetailsTop } from "../components/DetailsTop";
import { stamp } from "../format";
import type { ClientDetail as Client } from "../ipc/types/ClientDetail";
import type { ClientId } from "../ipc/types/ClientId";
import { Contacts } from "./Contacts";
import { DataAge } from "./DataAge";
import { PortalPreview } from "./PortalPreview";
import { useClientDetail } from "./queries";
import { Settings } from "./Settings";
import { WaysIn } from "./WaysIn";

import styles from "./ClientDetail.module.css";

/** All that bears on one client's portal. */
export function ClientDetail({ id, onClose }: { id: ClientId; onClose: () => void }) {
  const { data: client, error, refetch } = useClientDetail(id);
  useAction("details.close", onClose);
  return (
    <section className={styles.client} aria-label="Client" aria-busy={client === undefined}>
      <DetailsTop
        isThere={client !== undefined}
        problem={error}
        onTryAgain={() => void refetch()}
        onClose={onClose}
      />
      {client !== undefined && (
        <>
          <Head client={client} />
          <PortalPreview client={client.client_id} />
          <WaysIn client={client.client_id} />
          <Contacts contacts={client.contacts} />
          <Settings />
          <DataAge dataAsOf={client.data_as_of} />
        </>
      )}
    </section>
  );
}

function Head({ client }: { client: Client }) {
  const openKey = useOpenKey();
  return (
    <header className={styles.head}>
      <h2 className={styles.name}>
        <bdi>{client.name}</bdi>
      </h2>
      <p className={styles.id}>
        <bdi>{client.client_id}</bdi>, {client.office}
      </p>
      <p className={styles.badges}>
        <Badge tone={client.portal === "open" ? "good" : "warn"}>{client.portal_label}</Badge>
        <Badge tone="plain">
          {client.linked_users === 1 ? "1 linked user" : `${client.linked_users} linked users`}
        </Badge>
        <Link to="/access-check" search={{ client: client.client_id }} draggable={false}>
          Check access
        </Link>
        <Link to="/activity" search={{ client: client.client_id }} draggable={false}>
          Activity
        </Link>
      </p>
      {client.key_closed_until !== null && (
        <div className={styles.key}>
          <p>The key is closed until {stamp(client.key_closed_until)}, after too many wrong tries.</p>
          <Button onPress={() => void openKey(client.client_id)}>Open the key</Button>
        </div>
      )}
    </header>
  );
}
