import { useRef, useState } from "react";

import { Button } from "../../components/Button";
import { ConfirmDialog } from "../../components/ConfirmDialog";
import { count } from "../../format";
import type { ClientId } from "../../ipc/types/ClientId";
import type { LinkedClient } from "../../ipc/types/LinkedClient";
import type { PortalUserDetail } from "../../ipc/types/PortalUserDetail";
import type { Problem } from "../../ipc/types/Problem";
import { useGoing } from "../../waiting/queries";
import { BarredClients } from "./BarredClients";
import { CloseAccessDialog } from "./CloseAccessDialog";
import { DeLinkPanel } from "./DeLinkPanel";
import { Intended } from "./Intended";
import { LastLinkDialog } from "./LastLinkDialog";
import { useChanging, useLastChange, useLinkChange } from "./link-change";
import { LinkAClient } from "./LinkAClient";
import { LinkItem } from "./LinkItem";
import { Section } from "./Section";
import { Suggestions } from "./Suggestions";
import { useSteadyUser } from "./use-steady-user";

import styles from "./LinkedClients.module.css";

type LinkedClientsProps = { user: PortalUserDetail; linkField: React.RefObject<HTMLInputElement | null> };

/** A client whose de-link is asked about, and whether it was the last link when that began (28). */
type Asking = { client: ClientId; last: boolean };

/** A de-link that does more than could be seen before it was asked for. */
type Doubt = { link: LinkedClient; reason: string; problem: Problem };

/** The linked clients, how to link another, and which clients suggest themselves (rules 20, 21, 23). */
export function LinkedClients({ user: newest, linkField }: LinkedClientsProps) {
  const change = useLinkChange(newest.id);
  const changing = useChanging(newest.id);
  const own = { last: useLastChange(newest.id), isPending: changing.length > 0 };
  const { shown: user, held, show, pointed } = useSteadyUser(newest, own);
  const going = useGoing(user.id);
  const list = useRef<HTMLUListElement>(null);
  // Which question was asked stays: a link that becomes the last meanwhile was not asked about as such.
  const [asking, setAsking] = useState<Asking | null>(null);
  // Kept as it was: once its access is closed the client is in the list no more.
  const [closing, setClosing] = useState<LinkedClient | null>(null);
  const [doubt, setDoubt] = useState<Doubt | null>(null);
  const asked = user.links.find((link) => link.client_id === asking?.client);
  const isLastAsked = asking?.last === true && asked !== undefined && isLast(asked);

  /** Whether no link stays without this one, once what waits is sent (28, 45). */
  function isLast({ client_id: client }: LinkedClient): boolean {
    return user.links.every((link) => link.client_id === client || going.includes(link.client_id));
  }

  /** The client goes, so its button does: the focus moves on to the next one's, or to the field. */
  function focusAfter(gone: LinkedClient) {
    const next = user.links[user.links.indexOf(gone) + 1];
    const button = next === undefined ? null : deLinkButton(list.current, next.client_id);
    (button ?? linkField.current)?.focus();
  }

  async function deLink(link: LinkedClient, reason: string, confirmed: boolean) {
    const onDoubt = (problem: Problem) => setDoubt({ link, reason, problem });
    const done = await change("de_link", link.client_id, reason, { confirmed, onDoubt });
    if (!done) return;
    setAsking(null);
    setDoubt(null);
    // A dialog gives the focus back only once it is gone.
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
      // Back to where it was asked for: what takes a link away is not one key further.
      const button = was === null ? null : buttonOf(list.current, was.client_id, "[data-close-access]");
      (button ?? linkField.current)?.focus();
    });
  }

  return (
    <Section title="Linked clients" aside={<span className={styles.count}>{count(user.links.length)}</span>}>
      <LinkAClient user={user} changing={changing} linkField={linkField} />
      {user.links.length === 0 && <p className={styles.none}>none</p>}
      {held > 0 && (
        <p role="status" className={styles.held}>
          Colleagues have changed {held === 1 ? "1 client" : `${count(held)} clients`} here.
          <Button look="text" onPress={show}>
            Show
          </Button>
        </p>
      )}
      <ul ref={list} className={styles.list} {...pointed}>
        {user.links.map((link) => (
          <LinkItem
            key={link.client_id}
            link={link}
            email={user.email}
            isChanging={changing.includes(link.client_id)}
            isAsking={link === asked && !isLastAsked}
            onDeLink={() => setAsking({ client: link.client_id, last: isLast(link) })}
            onCloseAccess={() => setClosing(link)}
          >
            <DeLinkPanel
              user={user.id}
              link={link}
              isChanging={changing.includes(link.client_id)}
              onDeLink={(reason) => void deLink(link, reason, false)}
              onCancel={() => cancel(link)}
            />
          </LinkItem>
        ))}
      </ul>
      <Intended user={user.id} />
      <BarredClients user={user} changing={changing} linkField={linkField} />
      <Suggestions user={user} changing={changing} linkField={linkField} />
      {asked !== undefined && isLastAsked && (
        <LastLinkDialog
          user={user.id}
          link={asked}
          isChanging={changing.includes(asked.client_id)}
          onDeLink={(reason) => void deLink(asked, reason, true)}
          onCancel={() => cancel(asked)}
        />
      )}
      {doubt !== null && (
        <ConfirmDialog
          problem={doubt.problem}
          act="De-link"
          isPending={changing.includes(doubt.link.client_id)}
          onAct={() => void deLink(doubt.link, doubt.reason, true)}
          onCancel={() => setDoubt(null)}
        />
      )}
      {closing !== null && <CloseAccessDialog user={user} link={closing} onClose={closed} />}
    </Section>
  );
}

function deLinkButton(list: HTMLElement | null, client: ClientId): HTMLElement | null {
  return buttonOf(list, client, "[data-de-link]");
}

function buttonOf(list: HTMLElement | null, client: ClientId, which: string): HTMLElement | null {
  const items = list?.querySelectorAll<HTMLElement>("[data-client]") ?? [];
  const item = [...items].find((element) => element.dataset.client === client);
  return item?.querySelector<HTMLElement>(which) ?? null;
}
