import { CopyButton } from "../components/CopyButton";

import styles from "./Reply.module.css";

/** A reply to the person, ready to send: it tells nothing that a visitor must not learn (rule 10). */
export function Reply({ reply, isMain }: { reply: string; isMain: boolean }) {
  return (
    <section aria-label="Reply">
      <h3 className={styles.title}>Reply to the person</h3>
      <p className={styles.reply}>{reply}</p>
      <CopyButton text={reply} look={isMain ? "main" : "plain"}>
        Copy
      </CopyButton>
    </section>
  );
}
