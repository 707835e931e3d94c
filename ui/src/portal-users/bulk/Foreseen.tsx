import { useState } from "react";
import { Checkbox } from "react-aria-components";

import { Check } from "../../components/Icons";
import { ReasonForm } from "../../components/ReasonForm";
import type { BatchedAct } from "../../ipc/types/BatchedAct";
import { people } from "./outcome";
import { RowProblems } from "./RowProblems";
import type { Step } from "./use-bulk";

import styles from "./BulkDialog.module.css";

/** Past so many de-links the first key pressed must not do it. */
const MANY = 25;

type ForeseenProps = {
  act: BatchedAct;
  step: Extract<Step, { name: "foreseen" }>;
  onAct: (confirmed: boolean, reason: string) => void;
  onCancel: () => void;
};

/** What would happen, as the backend itself tries it out; nothing is changed yet. */
export function Foreseen({ act, step: { client, sent, doubtful }, onAct, onCancel }: ForeseenProps) {
  const [isConfirmed, setConfirmed] = useState(false);
  const { outcome, unsent, problem } = sent;
  const number = outcome.changed.length + (isConfirmed ? doubtful.length : 0);
  const verb = act === "link" ? "Link" : "De-link";
  return (
    <ReasonForm
      label={`${verb} ${client.name.text}`}
      act={`${verb} ${people(number)}`}
      look={act === "link" ? "main" : "danger-main"}
      first={act === "de_link" && number > MANY ? "cancel" : "reason"}
      isPending={number === 0}
      onAct={(reason) => onAct(isConfirmed, reason)}
      onCancel={onCancel}
    >
      <div role="status">
        <ul className={styles.foreseen}>
          <li>
            <strong>{people(outcome.changed.length)}</strong> would be{" "}
            {act === "link" ? "linked to" : "de-linked from"} <bdi>{client.name.text}</bdi>, at once.
          </li>
          {outcome.same.length > 0 && (
            <li>
              {people(outcome.same.length)}: nothing to do, {act === "link" ? "linked already" : "not linked"}
              .
            </li>
          )}
          {outcome.doubtful.length > 0 && (
            <li>
              {people(outcome.doubtful.length)} would lose the last link, or have payment plans stopped.
            </li>
          )}
          {outcome.refused.length > 0 && <li>{people(outcome.refused.length)} cannot be changed.</li>}
          {unsent.length > 0 && (
            <li>
              {people(unsent.length)} were not looked at. {problem?.title} {problem?.next}
            </li>
          )}
        </ul>
      </div>
      <RowProblems results={[...outcome.doubtful, ...outcome.refused]} />
      {doubtful.length > 0 && (
        <Checkbox className={styles.confirm} isSelected={isConfirmed} onChange={setConfirmed}>
          <span className={styles.box} aria-hidden>
            {isConfirmed && <Check />}
          </span>
          De-link these {people(doubtful.length)} too
        </Checkbox>
      )}
    </ReasonForm>
  );
}
