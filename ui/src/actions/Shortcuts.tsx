import { Dialog, Heading } from "react-aria-components";

import { Button } from "../components/Button";
import { Overlay } from "../components/Overlay";
import { written } from "./keys";
import { ACTION_IDS, GROUPS, action } from "./table";

import styles from "./Shortcuts.module.css";

/** Keys that belong to what they move in, and are nobody's action. */
const MOVES = [
  { keys: "↑ ↓", title: "Move in the list; the link manager follows" },
  { keys: "Enter", title: "Open the link manager" },
  { keys: "Space", title: "Select the row, or no longer" },
  { keys: "Shift+↑ ↓", title: "Select from row to row" },
  { keys: written("Mod+A"), title: "Select everybody in the list" },
];

/** The sheet of all shortcuts, by group. */
export function Shortcuts({ onClose }: { onClose: () => void }) {
  const withKeys = ACTION_IDS.map(action).filter(({ keys }) => keys !== undefined);
  return (
    <Overlay onClose={onClose} isDismissable size="wide">
      <Dialog className={styles.sheet}>
        <div className={styles.head}>
          <Heading slot="title" className={styles.title}>
            Keyboard shortcuts
          </Heading>
          <Button onPress={onClose}>Close</Button>
        </div>
        {GROUPS.map((group) => (
          <section key={group} aria-label={group}>
            <h3 className={styles.group}>{group}</h3>
            <dl>
              {withKeys
                .filter((row) => row.group === group)
                .map(({ title, keys = "" }) => (
                  <Row key={title} title={title} keys={written(keys)} />
                ))}
              {group === "The list" && MOVES.map((move) => <Row key={move.keys} {...move} />)}
            </dl>
          </section>
        ))}
      </Dialog>
    </Overlay>
  );
}

function Row({ title, keys }: { title: string; keys: string }) {
  return (
    <div className={styles.row}>
      <dt>{title}</dt>
      <dd>
        <kbd>{keys}</kbd>
      </dd>
    </div>
  );
}
