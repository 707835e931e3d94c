import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";

import { manager, openManager, openWindow, searchBox } from "../test/window";
import { findActions } from "./find";
import { actionOf, written } from "./keys";
import { ACTION_IDS, GROUPS, action } from "./table";
import type { ActionId } from "./table";

const PALETTE = "Find a person, a client or an action";

async function palette() {
  return within(await screen.findByRole("dialog", { name: PALETTE }));
}

function pressed(key: string, held: Partial<KeyboardEventInit> = {}) {
  return actionOf(new KeyboardEvent("keydown", { key, ...held }));
}

test("every action has a group, a title of its own, and keys that no other has", () => {
  const rows = ACTION_IDS.map(action);
  expect(rows.every(({ group }) => GROUPS.includes(group))).toBe(true);
  expect(new Set(rows.map(({ title }) => title)).size).toBe(rows.length);
  const keys = rows.flatMap(({ keys: own }) => own ?? []);
  expect(new Set(keys).size).toBe(keys.length);
});

test("each shortcut means its action and nothing else", () => {
  expect(pressed("k", { ctrlKey: true })).toBe("palette.open");
  expect(pressed("K", { ctrlKey: true, shiftKey: true })).toBeUndefined();
  expect(pressed("k")).toBeUndefined();
  expect(pressed("k", { metaKey: true })).toBeUndefined();
  expect(pressed("?", { shiftKey: true })).toBe("shortcuts.open");
  expect(pressed("l")).toBe("manager.link");
  expect(pressed("L", { shiftKey: true })).toBeUndefined();
  expect(pressed("l", { altKey: true })).toBeUndefined();
  expect(pressed("l", { isComposing: true })).toBeUndefined();
});

test("keys are written as the system writes them", () => {
  expect(written("Mod+K", true)).toBe("⌘K");
  expect(written("Mod+K", false)).toBe("Ctrl+K");
  expect(written("Escape")).toBe("Esc");
});

test.each<[string, ActionId]>([
  ["link", "manager.link"],
  ["grant access", "manager.link"],
  ["add client", "manager.link"],
  ["keyboard", "shortcuts.open"],
  ["hotkeys", "shortcuts.open"],
  ["search", "list.search"],
  ["everybody", "list.clear"],
  ["reset filter", "list.clear"],
  ["back", "details.close"],
  ["accounts", "go.portal-users"],
  ["companies", "go.client-portals"],
  ["why can't", "go.access-check"],
  ["rehearse key", "go.access-check"],
])("“%s” finds the right action first", (text, expected) => {
  expect(findActions(text, ACTION_IDS, [])[0]).toBe(expected);
});

test("what was used last is listed first, and what has none of the words is not", () => {
  expect(findActions("", ACTION_IDS, ["details.close"])[0]).toBe("details.close");
  expect(findActions("xylophone", ACTION_IDS, [])).toEqual([]);
});

test("the palette finds a person, and leads to their link manager", async () => {
  const user = await openWindow();
  await user.keyboard("{Control>}k{/Control}");
  const found = await palette();
  await user.keyboard("jane.smith");
  const person = await found.findByRole("menuitem", { name: /jane\.smith@/ });
  expect(person.textContent).toContain("Jane");
  await user.click(person);
  await within(await screen.findByRole("complementary", { name: "Link manager" })).findByText(
    "Linked clients",
  );
  expect(screen.queryByRole("dialog")).toBeNull();
});

test("the palette does what can be done here, by keyboard alone, and Esc leaves everything as it was", async () => {
  const user = await openManager("jane.smith");
  await user.keyboard("{Control>}k{/Control}");
  const found = await palette();
  await user.keyboard("link a");
  await found.findByRole("menuitem", { name: /^Link a client/ });
  await user.keyboard("{Enter}");
  await waitFor(() => expect(document.activeElement).toBe(within(manager()).getByRole("combobox")));
  await user.keyboard("{Control>}k{/Control}");
  await palette();
  await user.keyboard("back{Escape}");
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  expect(within(manager()).getByText("Linked clients")).toBeTruthy();
});

test("the sheet lists every shortcut, and its key is only a letter while somebody types", async () => {
  const user = await openWindow();
  await user.type(searchBox(), "?");
  expect(screen.queryByRole("dialog")).toBeNull();
  await user.clear(searchBox());
  searchBox().blur();
  await user.keyboard("?");
  const sheet = within(await screen.findByRole("dialog", { name: "Keyboard shortcuts" }));
  for (const { title, keys } of ACTION_IDS.map(action)) {
    expect(sheet.queryByText(title) !== null).toBe(keys !== undefined);
  }
  await user.click(sheet.getByRole("button", { name: "Close" }));
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
});
