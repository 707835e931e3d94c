/** The menu bar of the operating system, fed from the table: each action stands in the menu of its group. */
import { useEffect } from "react";

import { call } from "../ipc/invoke";
import type { WindowMenu } from "../ipc/types/WindowMenu";
import type { Registry } from "./registry";
import { ACTION_IDS, GROUPS, action } from "./table";
import type { ActionId } from "./table";

/** What the shell tells the window by, once something was chosen in a menu. */
const CHOSEN = "portico-action";

/** The menus while these actions can be done. */
function menuOf(available: readonly ActionId[]): WindowMenu {
  const entry = (id: ActionId) => {
    return { id, title: action(id).title, keys: accelerator(id), enabled: available.includes(id) };
  };
  const items = (title: string) => ACTION_IDS.filter((id) => action(id).group === title).map(entry);
  return { groups: GROUPS.map((title) => ({ title, items: items(title) })) };
}

/**
 * A menu's keys fire wherever the focus is, before the page hears of them: a key that may be typed is none of them, nor one
 * that means something else while somebody types.
 */
function accelerator(id: ActionId): string | null {
  const { keys, yieldsToTyping } = action(id);
  const isForMenus = keys?.split("+").includes("Mod") === true && yieldsToTyping !== true;
  return isForMenus ? keys.replace("Mod", "CmdOrCtrl") : null;
}

/** Keeps the menus as what can be done, and does what is chosen in them. */
export function useMenu(registry: Registry) {
  useEffect(() => {
    let isDue = false;
    const show = (available: readonly ActionId[]) => {
      // Without menus everything can still be done.
      call("show_menu", menuOf(available)).catch(() => undefined);
    };
    // A screen that goes and one that comes are one change.
    const changed = () => {
      if (isDue) return;
      isDue = true;
      setTimeout(() => {
        isDue = false;
        show(registry.now());
      });
    };
    const run = (event: Event) => {
      const id = event instanceof CustomEvent ? ACTION_IDS.find((one) => one === event.detail) : undefined;
      if (id !== undefined && !isAnswering()) registry.run(id);
    };
    changed();
    const unsubscribe = registry.subscribe(changed);
    globalThis.addEventListener(CHOSEN, run);
    return () => {
      unsubscribe();
      globalThis.removeEventListener(CHOSEN, run);
      show([]);
    };
  }, [registry]);
}

/** Whether a question has to be answered first. */
function isAnswering(): boolean {
  return document.querySelector("[role=dialog], [role=alertdialog]") !== null;
}
