import { act, screen, within } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { linkOf, openManager } from "../test/window";

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
