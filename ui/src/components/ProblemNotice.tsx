import type { Problem } from "../ipc/types/Problem";
import { Button } from "./Button";

import styles from "./ProblemNotice.module.css";

type ProblemNoticeProps = {
  problem: Pick<Problem, "title" | "next" | "request_id">;
  onTryAgain: () => void;
  /** How much of its place it takes: all of it, or a strip above what was there before. */
  size: "pane" | "strip";
};

/** What went wrong, what to do next, and the way to try again. */
export function ProblemNotice({ problem, onTryAgain, size }: ProblemNoticeProps) {
  return (
    <div role="alert" className={`${styles.notice} ${styles[size]}`}>
      <div>
        <p className={styles.title}>{problem.title}</p>
        <p>{problem.next}</p>
        {problem.request_id !== null && <p className={styles.id}>Request {problem.request_id}</p>}
      </div>
      <Button onPress={onTryAgain}>Try again</Button>
    </div>
  );
}
