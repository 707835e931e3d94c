import { useState } from "react";

import { useAction } from "../actions/Actions";
import { Button } from "../components/Button";
import { count } from "../format";
import type { BatchedAct } from "../ipc/types/BatchedAct";
import type { PortalUserId } from "../ipc/types/PortalUserId";
import { BulkDialog } from "./bulk/BulkDialog";
import type { UsersSelection } from "./grid/use-selection";

import styles from "./SelectionBar.module.css";

/** The most that are changed at once: more were hardly meant, and nobody would read what became of each. */
const MOST = 10_000;

type SelectionBarProps = {
  selection: UsersSelection;
  /** How many answer the list, and the selection may take in. */
  total: number;
  users: () => Promise<readonly PortalUserId[]>;
  onCopy: () => void;
};

/** How many are selected, and what can be done with them. */
export function SelectionBar({ selection, total, users, onCopy }: SelectionBarProps) {
  const [act, setAct] = useState<BatchedAct | null>(null);
  const { size } = selection;
  const isTooMany = size > MOST;
  useAction("list.link", isTooMany ? undefined : () => setAct("link"));
  useAction("list.de-link", isTooMany ? undefined : () => setAct("de_link"));
  return (
    <div className={styles.bar} role="toolbar" aria-label="Selected portal users">
      <p role="status" className={styles.count}>
        {count(size)} selected
        {selection.selection.kind === "matching" && ", all who match"}
      </p>
      {size < total && <Button onPress={selection.selectAll}>Select all {count(total)} who match</Button>}
      {isTooMany ? (
        <p className={styles.note}>At most {count(MOST)} can be linked or de-linked at once.</p>
      ) : (
        <>
          <Button onPress={() => setAct("link")}>Link…</Button>
          <Button look="danger" onPress={() => setAct("de_link")}>
            De-link…
          </Button>
        </>
      )}
      <Button onPress={onCopy}>Copy</Button>
      <Button onPress={selection.clear}>Clear</Button>
      {act !== null && <BulkDialog act={act} size={size} users={users} onClose={() => setAct(null)} />}
    </div>
  );
}
