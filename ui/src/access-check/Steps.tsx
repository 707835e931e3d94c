import { VisuallyHidden } from "react-aria-components";

import { Check, Cross, Dash, QuestionMark } from "../components/Icons";
import type { CheckedStep } from "../ipc/types/CheckedStep";
import type { Outcome } from "../ipc/types/Outcome";

import styles from "./Steps.module.css";

type StepsProps = { steps: readonly CheckedStep[]; decidedBy: number | null };

const HEARD: Record<Outcome, string> = {
  passed: "Passed:",
  failed: "Failed:",
  not_checked: "Not checked:",
  not_reached: "Not reached:",
};

/** What was looked at, in order, with the step that made the answer a no marked. */
export function Steps({ steps, decidedBy }: StepsProps) {
  return (
    <ol aria-label="Steps">
      {steps.map(({ says, outcome }, index) => (
        <li
          key={says}
          className={`${styles.step} ${styles[outcome]} ${index === decidedBy ? styles.decides : ""}`}
          aria-current={index === decidedBy ? "step" : undefined}
        >
          <Sign outcome={outcome} />
          <VisuallyHidden>{HEARD[outcome]}</VisuallyHidden>
          <p className={styles.says}>{says}</p>
          {index === decidedBy && <span className={styles.mark}>decides</span>}
        </li>
      ))}
    </ol>
  );
}

function Sign({ outcome }: { outcome: Outcome }) {
  switch (outcome) {
    case "passed":
      return <Check className={styles.good} />;
    case "failed":
      return <Cross className={styles.bad} />;
    case "not_checked":
      return <QuestionMark className={styles.unknown} />;
    case "not_reached":
      return <Dash />;
    default:
      return outcome satisfies never;
  }
}
