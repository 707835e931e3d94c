import { Button } from "../components/Button";
import { Arch } from "../components/Icons";

import styles from "./Curtain.module.css";

/** What stands in the window's place while it is covered. It says what it is: no lock. */
export function Curtain({ onOpen }: { onOpen: () => void }) {
  return (
    <main className={styles.curtain}>
      <Arch className={styles.arch} />
      <h1>The window is covered</h1>
      <p>
        Nothing of the firm is shown. This keeps glances off, and no person: whoever sits here can open it
        again. Lock the computer itself when you leave it.
      </p>
      {/* There is nothing else to do. */}
      {/* oxlint-disable-next-line jsx-a11y/no-autofocus */}
      <Button look="main" autoFocus onPress={onOpen}>
        Show it again
      </Button>
    </main>
  );
}
