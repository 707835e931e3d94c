import type { Problem } from "../ipc/types/Problem";
import { Button } from "./Button";
import { Cross } from "./Icons";
import { ProblemNotice } from "./ProblemNotice";
import { Waiting } from "./Waiting";

import styles from "./DetailsTop.module.css";

type DetailsTopProps = {
  /** Whether there is something below: then a problem is about newer data only. */
  isThere: boolean;
  problem: Problem | null;
  onTryAgain: () => void;
  onClose: () => void;
};

/** What stands over the details of a person or client: the way back, and what went wrong or is on its way. */
export function DetailsTop({ isThere, problem, onTryAgain, onClose }: DetailsTopProps) {
  return (
    <>
      <div className={styles.close}>
        <Button look="icon" aria-label="Close" onPress={onClose}>
          <Cross />
        </Button>
      </div>
      {problem !== null && (
        <ProblemNotice size={isThere ? "strip" : "pane"} problem={problem} onTryAgain={onTryAgain} />
      )}
      {!isThere && problem === null && <Waiting>Loading…</Waiting>}
    </>
  );
}
