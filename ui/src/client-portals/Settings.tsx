import { ProblemNotice } from "../components/ProblemNotice";
import type { FirmSettings } from "../ipc/types/FirmSettings";
import { Section } from "../portal-users/link-manager/Section";
import { useFirmSettings } from "./queries";

import styles from "./Settings.module.css";

type Flag = Exclude<keyof FirmSettings, "cache_hours">;

const FLAGS: readonly { flag: Flag; on: string; off: string }[] = [
  {
    flag: "asks_invoice",
    on: "A key is the Client ID with any invoice number",
    off: "A key is the Client ID alone",
  },
  { flag: "strict_keys", on: "A key needs a code by e-mail besides", off: "A key needs no code besides" },
  { flag: "late_fees_shown", on: "Late fees are shown", off: "Late fees are not shown" },
  {
    flag: "payment_history",
    on: "Signed-in users see the payment history",
    off: "The payment history is turned off",
  },
];

/** The firm's settings that decide what this portal does (rules 9, 10, 33). */
export function Settings() {
  const { data, error, refetch } = useFirmSettings();
  return (
    <Section title="Settings that matter" aside={<span>for all portals of the firm</span>}>
      {error !== null && <ProblemNotice size="strip" problem={error} onTryAgain={() => void refetch()} />}
      {data !== undefined && (
        <ul aria-label="Settings" className={styles.settings}>
          {FLAGS.map(({ flag, on, off }) => (
            <li key={flag}>{data.settings[flag] ? on : off}</li>
          ))}
        </ul>
      )}
    </Section>
  );
}
