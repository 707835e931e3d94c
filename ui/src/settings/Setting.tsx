import type { ReactNode } from "react";

import styles from "./SettingsScreen.module.css";

/** One of the settings, under its name. */
export function Setting({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={styles.setting} aria-label={title}>
      <h2 className={styles.title}>{title}</h2>
      {children}
    </section>
  );
}
