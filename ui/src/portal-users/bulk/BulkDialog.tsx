import { AlertDialog } from "../../components/AlertDialog";
import { Button } from "../../components/Button";
import { ProblemNotice } from "../../components/ProblemNotice";
import { Waiting } from "../../components/Waiting";
import { count } from "../../format";
import type { BatchedAct } from "../../ipc/types/BatchedAct";
import type { PortalUserId } from "../../ipc/types/PortalUserId";
import { ClientPicker } from "./ClientPicker";
import { Foreseen } from "./Foreseen";
import { people } from "./outcome";
import { Results } from "./Results";
import { useBulk } from "./use-bulk";
import type { Step } from "./use-bulk";

import styles from "./BulkDialog.module.css";

type BulkDialogProps = {
  act: BatchedAct;
  /** How many are chosen, and who. */
  size: number;
  users: () => Promise<readonly PortalUserId[]>;
  onClose: () => void;
};

/** Links many portal users to a client or de-links them: which client, what would happen, and what did. */
export function BulkDialog({ act, size, users, onClose }: BulkDialogProps) {
  const bulk = useBulk(act, users);
  const title = act === "link" ? `Link ${people(size)} to a client` : `De-link ${people(size)} from a client`;
  return (
    <AlertDialog title={title} onClose={onClose}>
      <Body bulk={bulk} act={act} onClose={onClose} />
    </AlertDialog>
  );
}

type BodyProps = { bulk: ReturnType<typeof useBulk>; act: BatchedAct; onClose: () => void };

function Body({ bulk, act, onClose }: BodyProps) {
  const { step } = bulk;
  switch (step.name) {
    case "choosing":
      return (
        <div className={styles.step}>
          <ClientPicker onPick={(client) => void bulk.foresee(client)} />
          <div className={styles.buttons}>
            <Button onPress={onClose}>Cancel</Button>
          </div>
        </div>
      );
    case "working":
      return <Working step={step} onStop={bulk.stop} />;
    case "failed":
      return (
        <div className={styles.step}>
          <ProblemNotice
            size="strip"
            problem={step.problem}
            onTryAgain={() => void bulk.foresee(step.client)}
          />
          <div className={styles.buttons}>
            <Button onPress={onClose}>Cancel</Button>
          </div>
        </div>
      );
    case "foreseen":
      return (
        <Foreseen
          act={act}
          step={step}
          onAct={(chosen, reason) => void bulk.carryOut(step, chosen, reason)}
          onAgain={() => void bulk.foresee(step.client, step.users)}
          onCancel={onClose}
        />
      );
    case "done":
      return (
        <Results
          act={act}
          sent={step.sent}
          onAgain={(users) => void bulk.foresee(step.client, users)}
          onClose={onClose}
        />
      );
    default:
      return step satisfies never;
  }
}

type WorkingProps = { step: Extract<Step, { name: "working" }>; onStop: () => void };

function Working({ step: { does, sent, of }, onStop }: WorkingProps) {
  const what = does === "looking" ? "Looking what would happen" : "Changing";
  return (
    <div className={styles.step}>
      <Waiting>{of === undefined ? `${what}…` : `${what}: ${count(sent)} of ${count(of)}`}</Waiting>
      <div className={styles.buttons}>
        <Button onPress={onStop}>Stop</Button>
      </div>
    </div>
  );
}
