import { Link } from "@tanstack/react-router";

import type { Action } from "../ipc/types/Action";
import type { ClientId } from "../ipc/types/ClientId";
import type { NearAccount } from "../ipc/types/NearAccount";

import styles from "./Clues.module.css";

type CluesProps = {
  clues: readonly string[];
  /** Accounts that may be meant, each a way to check that one. */
  near: readonly NearAccount[];
  client: ClientId | undefined;
  action: Action;
};

/** What is known besides and may explain the verdict, for staff alone: who took a link away, whose address is nearly this. */
export function Clues({ clues, near, client, action }: CluesProps) {
  if (clues.length === 0 && near.length === 0) return null;
  return (
    <ul className={styles.clues} aria-label="Known besides">
      {near.map(({ portal_user_id: id, name, email }) => (
        <li key={id}>
          There is an account one letter away:{" "}
          <Link to="/access-check" search={{ email, client, action }} draggable={false}>
            check <bdi>{name}</bdi>, <bdi>{email}</bdi>
          </Link>
        </li>
      ))}
      {clues.map((clue) => (
        <li key={clue}>{clue}</li>
      ))}
    </ul>
  );
}
