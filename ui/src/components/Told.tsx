import type { Problem } from "../ipc/types/Problem";

import styles from "./Told.module.css";

/** What went wrong with what was just asked for, and what to do next; nothing where all is well. */
export function Told({ problem }: { problem: Pick<Problem, "title" | "next"> | null }) {
  if (problem === null) return null;
  return (
    <p role="alert" className={styles.told}>
      {problem.title} {problem.next}
    </p>
  );
}
