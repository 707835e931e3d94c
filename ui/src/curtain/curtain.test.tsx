import { act, screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { fake, hold } from "../ipc/fake";
import { linkOf, linkedIds, openManager, openWindow } from "../test/window";

const MINUTE = 60_000;

beforeEach(() => {
  vi.useFakeTimers({ shouldAdvanceTime: true });
});

afterEach(() => {
  vi.useRealTimers();
});

function passes(minutes: number) {
  return act(async () => vi.advanceTimersByTimeAsync(minutes * MINUTE));
}

test("a window that nobody touches covers itself, and nothing of the firm is left in the page", async () => {
  const user = await openManager("jane.smith");
  await user.click(linkOf("1003").getByRole("button", { name: "Close access…" }));
  await screen.findByRole("alertdialog");
  await passes(9);
  expect(screen.getByRole("alertdialog")).toBeTruthy();
  await passes(1.2);
  expect(screen.getByRole("heading", { name: "The window is covered" })).toBeTruthy();
  expect(document.body.textContent).not.toMatch(/Jane|Smith|Harlow|Dana/);
  expect(document.activeElement?.textContent).toBe("Show it again");
  await user.keyboard("{Enter}");
  await within(await screen.findByRole("complementary", { name: "Link manager" })).findByText(
    "Linked clients",
  );
});

test("whoever touches it in time keeps it open, and it is covered at once on demand", async () => {
  const user = await openManager("jane.smith");
  await passes(9);
  await user.keyboard("{Shift}");
  await passes(9);
  expect(screen.queryByRole("heading", { name: "The window is covered" })).toBeNull();
  await user.keyboard("{Control>}{Shift>}l{/Shift}{/Control}");
  await screen.findByRole("heading", { name: "The window is covered" });
});

test("nothing is undone while it is covered, and what was done before can be once it is open again", async () => {
  const user = await openManager("jane.smith");
  await user.click(linkOf("1003").getByRole("button", { name: "De-link" }));
  await user.keyboard("{Enter}");
  await waitFor(() => expect(linkedIds()).not.toContain("1003"));
  await user.keyboard("{Control>}{Shift>}l{/Shift}{/Control}");
  await screen.findByRole("heading", { name: "The window is covered" });
  await user.keyboard("{Control>}z{/Control}");
  await passes(1);
  await user.keyboard("{Enter}");
  await within(await screen.findByRole("complementary", { name: "Link manager" })).findByText(
    "Linked clients",
  );
  expect(linkedIds()).not.toContain("1003");
  expect(document.activeElement).not.toBe(document.body);
  await user.click(screen.getByRole("button", { name: "Undo" }));
  await waitFor(() => expect(linkedIds()).toContain("1003"));
});

test("an import goes on behind it, and what came of it is told once it is gone", async () => {
  await fake("choose_firm", { at: "server", address: "portico.example.com", token: "right" });
  const user = await openWindow();
  await user.click(screen.getByRole("link", { name: "Imports" }));
  await user.click(await screen.findByRole("button", { name: "Choose the folder…" }));
  const release = hold("take_export");
  await user.click(await screen.findByRole("button", { name: /^Import/ }));
  await user.keyboard("{Control>}{Shift>}l{/Shift}{/Control}");
  await screen.findByRole("heading", { name: "The window is covered" });
  release();
  await user.keyboard("{Enter}");
  await screen.findByRole("region", { name: "Imported" });
});
