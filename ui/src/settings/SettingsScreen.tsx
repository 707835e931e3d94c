import { Chips } from "../components/Chips";
import { Page } from "../components/Page";
import type { Density } from "../ipc/types/Density";
import type { Theme } from "../ipc/types/Theme";
import { useSetSetting, useSettings } from "../settings";
import { Kept } from "./Kept";
import { Setting } from "./Setting";
import { WorkedWith } from "./WorkedWith";

import styles from "./SettingsScreen.module.css";

const THEMES: readonly { id: Theme; title: string; count: undefined }[] = [
  { id: "system", title: "As the system is", count: undefined },
  { id: "light", title: "Light", count: undefined },
  { id: "dark", title: "Dark", count: undefined },
];

const DENSITIES: readonly { id: Density; title: string; count: undefined }[] = [
  { id: "comfortable", title: "Comfortable", count: undefined },
  { id: "compact", title: "Compact", count: undefined },
];

/** In minutes. */
const COVERS = [0, 5, 10, 30];

const ZOOMS = [80, 90, 100, 110, 125, 150, 175, 200];

/** How the window looks on this computer, and what lies on it. */
export function SettingsScreen() {
  const { theme, zoom, density, cover_after: cover } = useSettings();
  const set = useSetSetting();
  // One that was set elsewhere has its place among the usual ones.
  const zooms = [...new Set([...ZOOMS, zoom])].toSorted((one, other) => one - other);
  const covers = [...new Set([...COVERS, cover])].toSorted((one, other) => one - other);
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
        <Setting title="Rows of the list">
          <Chips
            label="Rows of the list"
            chips={DENSITIES}
            chosen={density}
            onChoose={(value) => set({ name: "density", value })}
          />
        </Setting>
        <Setting title="Cover the window">
          <Chips
            label="Cover the window when nobody touches it"
            chips={covers.map((one) => ({ id: String(one), title: coverTitle(one), count: undefined }))}
            chosen={String(cover)}
            onChoose={(value) => set({ name: "cover_after", value: Number(value) })}
          />
          <p className={styles.note}>
            A covered window shows nothing of the firm until somebody clicks. That keeps glances off, and no
            person: lock the computer itself when you leave it.
          </p>
        </Setting>
        <WorkedWith />
        <Kept />
      </div>
    </Page>
  );
}

function coverTitle(minutes: number): string {
  return minutes === 0 ? "Never" : `After ${minutes} minutes`;
}
