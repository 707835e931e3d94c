import { act, screen, waitFor } from "@testing-library/react";
import { expect, test } from "vitest";

import { shownMenu } from "../ipc/fake";
import { openManager, openWindow } from "../test/window";
import { ACTION_IDS, GROUPS } from "./table";

function entries() {
  return shownMenu().groups.flatMap(({ items }) => items);
}

function entry(id: string) {
  return entries().find((one) => one.id === id);
}

function choose(id: string) {
  act(() => {
    globalThis.dispatchEvent(new CustomEvent("portico-action", { detail: id }));
  });
}

test("every action has its place in the menus, none is missing and none is there twice", async () => {
  await openWindow();
  await waitFor(() => expect(entries()).toHaveLength(ACTION_IDS.length));
  expect(
    entries()
      .map(({ id }) => id)
      .toSorted(),
  ).toEqual([...ACTION_IDS].toSorted());
  expect(shownMenu().groups.map(({ title }) => title)).toEqual([...GROUPS]);
});

test("a menu has the shortcut of its action, unless whoever types means something else by it", async () => {
  await openWindow();
  await waitFor(() => expect(entry("palette.open")?.keys).toBe("CmdOrCtrl+K"));
  expect(entry("window.cover")?.keys).toBe("CmdOrCtrl+Shift+L");
  expect(entry("manager.link")?.keys).toBeNull();
  expect(entry("details.close")?.keys).toBeNull();
  expect(entry("edit.undo")?.keys).toBeNull();
  expect(entry("edit.redo")?.keys).toBeNull();
});

test("what cannot be done now is not enabled, and what can be is done", async () => {
  const user = await openWindow();
  await waitFor(() => expect(entry("go.activity")?.enabled).toBe(true));
  expect(entry("manager.link")?.enabled).toBe(false);
  choose("go.activity");
  await screen.findByRole("heading", { name: "Activity" });
  await waitFor(() => expect(entry("list.search")?.enabled).toBe(false));
  choose("window.cover");
  await screen.findByRole("heading", { name: "The window is covered" });
  await waitFor(() => expect(entries().some(({ enabled }) => enabled)).toBe(false));
  await user.keyboard("{Enter}");
  await waitFor(() => expect(entry("go.activity")?.enabled).toBe(true));
});

test("nothing is done from a menu while a question has to be answered", async () => {
  const user = await openManager("jane.smith");
  await user.keyboard("{Control>}k{/Control}");
  await screen.findByRole("dialog");
  choose("go.activity");
  // What stands behind a question is not looked at until it is gone.
  await user.keyboard("{Escape}");
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  expect(await screen.findByRole("heading", { name: "Portal users" })).toBeTruthy();
  expect(screen.queryByRole("heading", { name: "Activity" })).toBeNull();
  choose("go.activity");
  await screen.findByRole("heading", { name: "Activity" });
});
