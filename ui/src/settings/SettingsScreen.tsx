import type { ReactNode } from "react";

import { Chips } from "../components/Chips";
import { Page } from "../components/Page";
import { stamp } from "../format";
import type { Theme } from "../ipc/types/Theme";
import { useSetSetting, useSettings } from "../settings";
import { useLastHeard } from "../shell/queries";

import styles from "./SettingsScreen.module.css";

const THEMES: readonly { id: Theme; title: string; count: undefined }[] = [
  { id: "system", title: "As the system is", count: undefined },
  { id: "light", title: "Light", count: undefined },
  { id: "dark", title: "Dark", count: undefined },
];

const ZOOMS = [80, 90, 100, 110, 125, 150, 175, 200];

/** How the window looks on this computer, and what lies on it. */
export function SettingsScreen() {
  const { theme, zoom } = useSettings();
  const set = useSetSetting();
  // One that was set elsewhere has its place among the usual ones.
  const zooms = [...new Set([...ZOOMS, zoom])].toSorted((one, other) => one - other);
  return (
    <Page title="Settings" about="of this computer, remembered from start to start">
      <div className={styles.body}>
        <Setting title="Light or dark">
          <Chips
            label="Light or dark"
            chips={THEMES}
            chosen={theme}
            onChoose={(value) => set({ name: "theme", value })}
          />
        </Setting>
        <Setting title="Size of everything">
          <Chips
            label="Size of everything"
            chips={zooms.map((one) => ({ id: String(one), title: `${one} %`, count: undefined }))}
            chosen={String(zoom)}
            onChoose={(value) => set({ name: "zoom", value: Number(value) })}
          />
        </Setting>
        <Kept />
      </div>
    </Page>
  );
}

/** What lies on this computer, and how (rule 46). */
function Kept() {
  const { memoryOnly: why, lastHeard: heard } = useLastHeard();
  return (
    <Setting title="What is kept on this computer">
      <p>
        {why === null
          ? "The lists of the firm are kept encrypted, and their key is in the keychain of this computer."
          : `Nothing is kept on the disk: the lists are in memory, and gone when Portico ends. ${why}`}
      </p>
      {heard !== null && <p className={styles.note}>The firm backend was last heard {stamp(heard)}.</p>}
      <p className={styles.note}>
        Past the time that the firm allows without contact to its backend they are locked, and read anew at
        the next contact.
      </p>
    </Setting>
  );
}

function Setting({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={styles.setting} aria-label={title}>
      <h2 className={styles.title}>{title}</h2>
      {children}
    </section>
  );
}
