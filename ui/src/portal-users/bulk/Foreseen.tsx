import { useState } from "react";
import { Checkbox } from "react-aria-components";

import { Button } from "../../components/Button";
import { Check } from "../../components/Icons";
import { ReasonForm } from "../../components/ReasonForm";
import type { BatchedAct } from "../../ipc/types/BatchedAct";
import type { BatchedResult } from "../../ipc/types/BatchedResult";
import { people } from "./outcome";
import { RowProblems } from "./RowProblems";
import type { Foreseen as ForeseenStep } from "./use-bulk";
import { WouldHappen } from "./WouldHappen";

import styles from "./BulkDialog.module.css";

/** Past so many de-links the first key pressed must not do it. */
const MANY = 25;

type ForeseenProps = {
  act: BatchedAct;
  step: ForeseenStep;
  /** Does it to these. */
  onAct: (chosen: readonly BatchedResult[], reason: string) => void;
  onAgain: () => void;
  onCancel: () => void;
};

/** What would happen, as the backend itself tries it out; nothing is changed yet. */
export function Foreseen({ act, step, onAct, onAgain, onCancel }: ForeseenProps) {
  const [isAgreed, setAgreed] = useState(false);
  const { client, sent, confirmed } = step;
  // A link may lift a bar (rule 27): whoever set it did so on purpose, so that asks for a box of its own too.
  const isLifting = (one: BatchedResult) => act === "link" && one.more;
  const lifting = sent.outcome.changed.filter(isLifting);
  const plain = sent.outcome.changed.filter((one) => !isLifting(one));
  const asked = [...lifting, ...confirmed.outcome.changed];
  const chosen = isAgreed ? [...plain, ...asked] : plain;
  const verb = act === "link" ? "Link" : "De-link";
  return (
    <ReasonForm
      label={`${verb} ${client.name.text}`}
      act={`${verb} ${people(chosen.length)}`}
      look={act === "link" ? "main" : "danger-main"}
      first={act === "de_link" && chosen.length > MANY ? "cancel" : "reason"}
      isPending={chosen.length === 0}
      onAct={(reason) => onAct(chosen, reason)}
      onCancel={onCancel}
    >
      <WouldHappen act={act} step={step} plain={plain} lifting={lifting} />
      <RowProblems title="Asks first" results={sent.outcome.doubtful} />
      <RowProblems title="Cannot be changed" results={sent.outcome.refused} />
      {sent.unsent.length + confirmed.unsent.length > 0 && <Button onPress={onAgain}>Look again</Button>}
      {asked.length > 0 && (
        <Checkbox className={styles.confirm} isSelected={isAgreed} onChange={setAgreed}>
          <span className={styles.box} aria-hidden>
            {isAgreed && <Check />}
          </span>
          {verb} these {people(asked.length)} too
        </Checkbox>
      )}
    </ReasonForm>
  );
}
