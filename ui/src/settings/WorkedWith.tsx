import { useState } from "react";

import { Button } from "../components/Button";
import { ChooseFirm } from "../firms/ChooseFirm";
import { says, useFirmChoices } from "../firms/queries";
import { Setting } from "./Setting";

import styles from "./SettingsScreen.module.css";

/** The firm that is worked with, and the way to another. */
export function WorkedWith() {
  const [isChoosing, setIsChoosing] = useState(false);
  const choices = useFirmChoices();
  return (
    <Setting title="The firm you work with">
      <p>{choices === undefined ? "…" : says(choices.chosen)}</p>
      <p className={styles.note}>
        Each firm keeps what is its own apart: what waits in one is there again when you come back to it.
      </p>
      {isChoosing ? (
        <ChooseFirm />
      ) : (
        <p className={styles.acts}>
          <Button onPress={() => setIsChoosing(true)}>Work with another firm…</Button>
        </p>
      )}
    </Setting>
  );
}
