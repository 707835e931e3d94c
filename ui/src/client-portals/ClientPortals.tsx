import { ClientDetail } from "./ClientDetail";
import { ClientList } from "./ClientList";
import { useClientView } from "./view";

import styles from "./ClientPortals.module.css";

/** Every client of the firm, and beside the list the portal of one: who gets in, and what is seen there. */
export function ClientPortals() {
  const { search, client, change } = useClientView();
  return (
    <main className={client === undefined ? styles.list : styles.both}>
      <ClientList
        search={search}
        chosen={client}
        onSearch={(text) => change({ search: text })}
        onChoose={(id) => change({ client: id })}
      />
      {client === undefined ? (
        <p className={styles.hint}>
          Choose a client to see its portal as the client sees it, and everybody who can get in.
        </p>
      ) : (
        <ClientDetail key={client} id={client} onClose={() => change({ client: undefined })} />
      )}
    </main>
  );
}
