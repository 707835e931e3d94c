import { useRef, useState } from "react";

import { count } from "../../format";
import type { ClientId } from "../../ipc/types/ClientId";
import type { LinkedClient } from "../../ipc/types/LinkedClient";
import type { PortalUserDetail } from "../../ipc/types/PortalUserDetail";
import { BarredClients } from "./BarredClients";
import { CloseAccessDialog } from "./CloseAccessDialog";
import { DeLinkPanel } from "./DeLinkPanel";
import { Intended } from "./Intended";
import { LastLinkDialog } from "./LastLinkDialog";
import { useChanging, useLinkChange } from "./link-change";
import { LinkAClient } from "./LinkAClient";
import { LinkItem } from "./LinkItem";
import { Section } from "./Section";
import { Suggestions } from "./Suggestions";

import styles from "./LinkedClients.module.css";

type LinkedClientsProps = { user: PortalUserDetail; linkField: React.RefObject<HTMLInputElement | null> };

/** The linked clients, how to link another, and which clients suggest themselves (rules 20, 21, 23). */
export function LinkedClients({ user, linkField }: LinkedClientsProps) {
  const change = useLinkChange(user.id);
  const changing = useChanging(user.id);
  const list = useRef<HTMLUListElement>(null);
  const [asking, setAsking] = useState<ClientId | null>(null);
  // Kept as it was: once its access is closed the client is in the list no more.
  const [closing, setClosing] = useState<LinkedClient | null>(null);
  const asked = user.links.find((link) => link.client_id === asking);

  /** The client goes, so its button does: the focus moves on to the next one's, or to the field. */
  function focusAfter(gone: LinkedClient) {
    const next = user.links[user.links.indexOf(gone) + 1];
    const button = next === undefined ? null : deLinkButton(list.current, next.client_id);
    (button ?? linkField.current)?.focus();
  }

  async function deLink(link: LinkedClient, reason: string) {
    // The last link's own question was asked in its dialog (28).
    const done = await change("de_link", link.client_id, reason, link.de_link.last);
    if (!done) return;
    setAsking(null);
    // The last link's dialog gives the focus back only once it is gone.
    requestAnimationFrame(() => focusAfter(link));
  }

  function cancel(link: LinkedClient) {
    setAsking(null);
    requestAnimationFrame(() => deLinkButton(list.current, link.client_id)?.focus());
  }

  function closed() {
    const was = closing;
    setClosing(null);
    requestAnimationFrame(() => {
      const button = was === null ? null : deLinkButton(list.current, was.client_id);
      (button ?? linkField.current)?.focus();
    });
  }

  return (
    <Section title="Linked clients" aside={<span className={styles.count}>{count(user.links.length)}</span>}>
      <LinkAClient user={user} changing={changing} linkField={linkField} />
      {user.links.length === 0 && <p className={styles.none}>none</p>}
      <ul ref={list} className={styles.list}>
        {user.links.map((link) => (
          <LinkItem
            key={link.client_id}
            link={link}
            email={user.email}
            isChanging={changing.includes(link.client_id)}
            isAsking={link === asked && !link.de_link.last}
            onDeLink={() => setAsking(link.client_id)}
            onCloseAccess={() => setClosing(link)}
          >
            <DeLinkPanel
              user={user.id}
              link={link}
              isChanging={changing.includes(link.client_id)}
              onDeLink={(reason) => void deLink(link, reason)}
              onCancel={() => cancel(link)}
            />
          </LinkItem>
        ))}
      </ul>
      <Intended user={user.id} />
      <BarredClients user={user} changing={changing} linkField={linkField} />
      <Suggestions user={user} changing={changing} linkField={linkField} />
      {asked?.de_link.last === true && (
        <LastLinkDialog
          user={user.id}
          link={asked}
          isChanging={changing.includes(asked.client_id)}
          onDeLink={(reason) => void deLink(asked, reason)}
          onCancel={() => cancel(asked)}
        />
      )}
      {closing !== null && <CloseAccessDialog user={user} link={closing} onClose={closed} />}
    </Section>
  );
}

function deLinkButton(list: HTMLElement | null, client: ClientId): HTMLElement | null {
  const items = list?.querySelectorAll<HTMLElement>("[data-client]") ?? [];
  const item = [...items].find((element) => element.dataset.client === client);
  return item?.querySelector<HTMLElement>("[data-de-link]") ?? null;
}
