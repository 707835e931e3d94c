/** Shortcuts: which event is meant by one, and how it is written on this system. */
import { ACTION_IDS, action } from "./table";
import type { ActionId, Keys } from "./table";

const isMac = /Mac/.test(navigator.userAgent);

/** The action whose keys these are, if any: a single character is none while somebody types or answers a question. */
export function actionOf(event: KeyboardEvent): ActionId | undefined {
  if (event.defaultPrevented || event.isComposing) return undefined;
  const id = ACTION_IDS.find((candidate) => isMeant(action(candidate).keys, event));
  if (id === undefined) return undefined;
  const inDialog = isWithin(event.target, "[role=dialog], [role=alertdialog]");
  const isTyping = isWithin(event.target, "input, textarea, [contenteditable]");
  const isCharacter = event.key.length === 1 && !hasModifier(event);
  const yields = isCharacter || action(id).yieldsToTyping === true;
  return inDialog || (yields && isTyping) ? undefined : id;
}

function isMeant(keys: Keys | undefined, event: KeyboardEvent): boolean {
  if (keys === undefined) return false;
  const parts = keys.split("+");
  const key = parts.at(-1) ?? "";
  if (key.toLowerCase() !== event.key.toLowerCase() || event.altKey) return false;
  // A sign such as ? may need Shift on one keyboard and not on another.
  const isLetter = key.toLowerCase() !== key.toUpperCase() || key.length > 1;
  const wantsShift = parts.includes("Shift");
  return modifierIs(parts.includes("Mod"), event) && (!isLetter || wantsShift === event.shiftKey);
}

/** Whether the system's own modifier is down, or none is, as wanted. */
function modifierIs(wanted: boolean, event: KeyboardEvent): boolean {
  const [own, other] = isMac ? [event.metaKey, event.ctrlKey] : [event.ctrlKey, event.metaKey];
  return own === wanted && !other;
}

/** Whether it is more than a key by itself; Shift alone makes another letter. */
export function hasModifier(event: KeyboardEvent): boolean {
  return event.ctrlKey || event.metaKey || event.altKey;
}

function isWithin(target: EventTarget | null, selector: string): boolean {
  return target instanceof HTMLElement && target.closest(selector) !== null;
}

const MAC: Record<string, string> = { Mod: "⌘", Shift: "⇧", Escape: "Esc" };
const ELSEWHERE: Record<string, string> = { Mod: "Ctrl", Escape: "Esc" };

/** The keys as they stand on this system's keyboard. */
export function written(keys: Keys, onMac = isMac): string {
  const names = onMac ? MAC : ELSEWHERE;
  const parts = keys.split("+").map((part) => names[part] ?? part);
  return parts.join(onMac ? "" : "+");
}
