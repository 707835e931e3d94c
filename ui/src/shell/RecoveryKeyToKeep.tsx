import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { AlertDialog } from "../components/AlertDialog";
import { Button } from "../components/Button";
import { change, read } from "../data";

import styles from "./RecoveryKeyToKeep.module.css";

/** The recovery key of an imported firm, at every start until somebody says that it is kept. */
export function RecoveryKeyToKeep() {
  const client = useQueryClient();
  const [isLater, setIsLater] = useState(false);
  const text = useQuery(read("recovery_key", null)).data?.to_keep ?? null;
  const keeping = useMutation({
    mutationFn: () => change(client, "recovery_key_is_kept", null, () => undefined),
  });
  if (text === null || isLater) return null;
  return (
    <AlertDialog title="Keep the recovery key of this firm" onClose={() => setIsLater(true)}>
      <p>
        The firm lies encrypted on this computer, and its key is in the computer’s keychain. Should that be
        lost, this is the only way to open the firm. Write it down, and keep it apart from this computer. It
        is not shown again.
      </p>
      <p className={styles.key}>
        {text.split("-").map((group, place) => (
          // oxlint-disable-next-line react/no-array-index-key
          <span key={place}>{group} </span>
        ))}
      </p>
      {keeping.error !== null && (
        <p role="alert">
          {keeping.error.title} {keeping.error.next}
        </p>
      )}
      <div className={styles.answers}>
        <Button onPress={() => setIsLater(true)}>Show it at the next start</Button>
        <Button look="main" isPending={keeping.isPending} onPress={() => keeping.mutate()}>
          I have kept it
        </Button>
      </div>
    </AlertDialog>
  );
}
