import { useQuery } from "@tanstack/react-query";

import { read } from "../data";
import { useFirmChoices } from "../firms/queries";
import { stamp } from "../format";
import { useLastHeard } from "../shell/queries";
import { Leaving } from "./Leaving";
import { Setting } from "./Setting";

import styles from "./SettingsScreen.module.css";

const HOUR_MS = 3_600_000;

/** What lies on this computer of the firm, where, how, and for how long without a word from it (rule 46). */
export function Kept() {
  const { memoryOnly: why } = useLastHeard();
  const { folder = null, key_store: keyStore = "keychain" } = useFirmChoices() ?? {};
  return (
    <Setting title="What is kept on this computer">
      {why === null ? (
        <>
          <p>
            The lists of the firm, and changes that wait, are kept encrypted. Their keys are in the {keyStore}
            .
          </p>
          {folder !== null && (
            <p className={styles.note}>
              They lie in <bdi className={styles.folder}>{folder}</bdi>.
            </p>
          )}
          <Until />
        </>
      ) : (
        <p>Nothing is kept on the disk: the lists are in memory, and gone when Portico ends. {why}</p>
      )}
      <Leaving />
    </Setting>
  );
}

/** How long it may be looked at while the firm does not answer. */
function Until() {
  const { lastHeard } = useLastHeard();
  const hours = useQuery(read("firm_settings", null)).data?.settings.cache_hours;
  if (lastHeard === null || hours === undefined) return null;
  const until = new Date(Date.parse(lastHeard) + hours * HOUR_MS).toISOString();
  return (
    <p className={styles.note}>
      The firm was last heard {stamp(lastHeard)}, and allows {hours} hours without a word from it: until{" "}
      {stamp(until)}. Past that everything here is locked, and read anew at the next contact.
    </p>
  );
}
