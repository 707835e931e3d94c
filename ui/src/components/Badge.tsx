import type { ReactNode } from "react";

import styles from "./Badge.module.css";

export type Tone = "good" | "warn" | "bad" | "plain";

/** A short state in a coloured pill; its text alone says everything. */
export function Badge({ tone, children }: { tone: Tone; children: ReactNode }) {
  return <span className={`${styles.badge} ${styles[tone]}`}>{children}</span>;
}
