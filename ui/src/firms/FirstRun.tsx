import type { Problem } from "../ipc/types/Problem";
import { ChooseFirm } from "./ChooseFirm";

import styles from "./ChooseFirm.module.css";

/** Before any firm: at the first start, after signing out, and where a server's token is gone. */
export function FirstRun({ why }: { why: Problem }) {
  return (
    <main className={styles.alone}>
      <h1>Which firm do you work with?</h1>
      <p className={styles.lead}>{why.title} It can be changed at any time, in the settings.</p>
      <ChooseFirm />
    </main>
  );
}

/** The way out where the firm that was chosen cannot be opened. */
export function OtherFirm() {
  return (
    <section className={styles.alone} aria-label="Another firm">
      <p className={styles.lead}>Or work with another firm. This one stays as it is.</p>
      <ChooseFirm />
    </section>
  );
}
