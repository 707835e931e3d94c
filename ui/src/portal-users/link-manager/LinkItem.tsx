import { Link } from "@tanstack/react-router";
import { useId } from "react";
import type { ReactNode } from "react";

import { Button } from "../../components/Button";
import { day } from "../../format";
import type { LinkedClient } from "../../ipc/types/LinkedClient";

import styles from "./LinkItem.module.css";

type LinkItemProps = {
  link: LinkedClient;
  /** Whose link it is. */
  email: string;
  isChanging: boolean;
  isAsking: boolean;
  onDeLink: () => void;
  onCloseAccess: () => void;
  /** The panel that stands under the client while its de-link is asked about. */
  children: ReactNode;
};

/** A linked client with the origin of its link. */
export function LinkItem({
  link,
  email,
  isChanging,
  isAsking,
  onDeLink,
  onCloseAccess,
  children,
}: LinkItemProps) {
  const name = useId();
  return (
    <li data-client={link.client_id}>
      <div className={styles.item}>
        <div className={styles.text}>
          <p id={name} className={styles.name} title={link.name}>
            <bdi>{link.name}</bdi>
          </p>
          <p className={styles.note}>
            <bdi>{link.client_id}</bdi>, {link.origin_label} {day(link.made_at)}
          </p>
          {link.portal !== "open" && <p className={styles.closed}>{link.portal_label}</p>}
          <p className={styles.ways}>
            <Link
              to="/access-check"
              search={{ email, client: link.client_id }}
              aria-describedby={name}
              draggable={false}
            >
              Check access
            </Link>
            <Button
              data-close-access
              look="text"
              aria-describedby={name}
              isDisabled={isChanging}
              onPress={onCloseAccess}
            >
              Close access…
            </Button>
          </p>
        </div>
        {!isAsking && (
          <Button
            data-de-link
            look="danger"
            aria-describedby={name}
            isDisabled={isChanging}
            onPress={onDeLink}
          >
            De-link
          </Button>
        )}
      </div>
      {isAsking && children}
    </li>
  );
}
