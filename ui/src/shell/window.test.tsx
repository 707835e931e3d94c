import { render, screen, waitFor, within } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { expect, test } from "vitest";

import { App } from "../App";
import { fake, hasRecoveryKey, hold, refuse } from "../ipc/fake";
import { openWindow } from "../test/window";

test("while the firm opens the window says so", async () => {
  const release = hold("session");
  render(<App />);
  expect((await screen.findByText("Opening the firm…")).getAttribute("role")).toBe("status");
  release();
  await screen.findByRole("grid", { name: "Portal users" });
});

test("a firm that cannot be opened says why, what to do, and can be tried again", async () => {
  refuse("session", {
    type: "about:blank",
    status: 0,
    code: "not_opened",
    title: "The firm's file is in use.",
    next: "Close the other Portico.",
    request_id: "r-7",
    current: null,
  });
  render(<App />);
  const alert = await screen.findByRole("alert");
  expect(alert.textContent).toContain("The firm's file is in use.Close the other Portico.Request r-7");
  refuse("session", null);
  await userEvent.click(within(alert).getByRole("button", { name: "Try again" }));
  await screen.findByRole("grid", { name: "Portal users" });
});

const KEY_LOST = {
  type: "about:blank",
  status: 0,
  code: "key_lost",
  title: "The firm's file on this computer is encrypted. Its key is not in the keychain of this computer.",
  next: "Type the firm's recovery key.",
  request_id: null,
  current: null,
} as const;

test("a firm whose key is lost is opened with its recovery key, and a wrong one is told", async () => {
  refuse("session", KEY_LOST);
  refuse("open_with_recovery_key", {
    ...KEY_LOST,
    code: "invalid",
    title: "This is not it.",
    next: "Type it again.",
  });
  render(<App />);
  const field = await screen.findByRole("textbox", { name: "Recovery key" });
  await userEvent.type(field, "0000-1111{Enter}");
  await screen.findByText("This is not it. Type it again.");
  refuse("open_with_recovery_key", null);
  refuse("session", null);
  await userEvent.click(screen.getByRole("button", { name: "Open the firm" }));
  await screen.findByRole("grid", { name: "Portal users" });
});

test("a firm whose key is lost is begun anew after a question, and is kept aside", async () => {
  refuse("session", KEY_LOST);
  render(<App />);
  await userEvent.click(await screen.findByRole("button", { name: "Begin anew…" }));
  const question = within(await screen.findByRole("alertdialog"));
  expect(question.getByText(/nothing in it is deleted/)).toBeTruthy();
  refuse("session", null);
  await userEvent.click(question.getByRole("button", { name: "Begin anew" }));
  await screen.findByRole("grid", { name: "Portal users" });
});

test("the recovery key of an imported firm shows until somebody has kept it", async () => {
  hasRecoveryKey("A1B2-C3D4");
  render(<App />);
  const shown = within(
    await screen.findByRole("alertdialog", { name: "Keep the recovery key of this firm" }),
  );
  expect(shown.getByText("A1B2")).toBeTruthy();
  await userEvent.click(shown.getByRole("button", { name: "I have kept it" }));
  await waitFor(() => expect(screen.queryByRole("alertdialog")).toBeNull());
  expect(await fake("recovery_key", null)).toEqual({ to_keep: null });
});

test("the firm, that it is a sample, the connection, the age of the data and the person are always in sight", async () => {
  await openWindow();
  const sidebar = within(screen.getByRole("navigation"));
  expect(sidebar.getByText("Harlow & Pike LLP")).toBeTruthy();
  expect(sidebar.getByText("Sample firm")).toBeTruthy();
  expect(sidebar.getByText("Connected")).toBeTruthy();
  expect(sidebar.getByText(/^Data as of /)).toBeTruthy();
  expect(sidebar.getByText("Dana Osei")).toBeTruthy();
  expect(sidebar.getByRole("link", { name: "Portal users 63" }).getAttribute("aria-current")).toBe("page");
});
