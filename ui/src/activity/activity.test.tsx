import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";

import { refuse } from "../ipc/fake";
import { UNREACHABLE } from "../ipc/fake-problems";
import { openManager, openWindow } from "../test/window";
import { askedFor } from "./view";

function entries() {
  return within(screen.getByRole("table", { name: "Activity" }))
    .getAllByRole("row")
    .slice(1);
}

async function openActivity() {
  const user = await openWindow();
  await user.click(screen.getByRole("link", { name: "Activity" }));
  await screen.findByRole("table", { name: "Activity" });
  return user;
}

test("every entry says who, when, what, before and after", async () => {
  await openActivity();
  const [first] = entries();
  expect(first?.textContent).toContain("not linked");
  expect(first?.querySelector("time")?.dateTime).toMatch(/^20/);
  expect(within(screen.getByRole("table", { name: "Activity" })).getAllByRole("columnheader")).toHaveLength(
    8,
  );
});

test("the log is read on page by page", async () => {
  const user = await openActivity();
  expect(entries()).toHaveLength(100);
  await user.click(screen.getByRole("button", { name: "Show older entries" }));
  await waitFor(() => expect(entries().length).toBeGreaterThan(100));
  expect(screen.queryByRole("button", { name: "Show older entries" })).toBeNull();
});

test("filters narrow the log, and one button shows everything again", async () => {
  const user = await openActivity();
  await user.type(screen.getByRole("textbox", { name: "Client ID" }), "1002{Enter}");
  await waitFor(() => expect(entries()).toHaveLength(3));
  await user.selectOptions(screen.getByRole("combobox", { name: "What" }), "De-links");
  await screen.findByText("Nothing in the log answers these filters.");
  await user.click(screen.getByRole("button", { name: "Show everything" }));
  await waitFor(() => expect(entries()).toHaveLength(100));
});

test("the focus stays where it is while the view changes, and what was typed follows the view", async () => {
  const user = await openActivity();
  const client = screen.getByRole("textbox", { name: "Client ID" });
  await user.type(client, "1002{Enter}");
  await waitFor(() => expect(entries()).toHaveLength(3));
  expect(document.activeElement).toBe(client);
  const what = screen.getByRole("combobox", { name: "What" });
  await user.click(what);
  await user.selectOptions(what, "De-links");
  await screen.findByText("Nothing in the log answers these filters.");
  expect(document.activeElement).toBe(what);
  await user.click(screen.getByRole("button", { name: "Show everything" }));
  await waitFor(() => expect(client).toHaveProperty("value", ""));
  expect(document.activeElement).toBe(what);
});

test("a row leads to its user and to its client", async () => {
  const user = await openActivity();
  await user.type(screen.getByRole("textbox", { name: "Client ID" }), "1187{Enter}");
  await screen.findByText("Nothing in the log answers these filters.");
  await user.clear(screen.getByRole("textbox", { name: "Client ID" }));
  await user.type(screen.getByRole("textbox", { name: "Client ID" }), "1003{Enter}");
  await waitFor(() => expect(entries().length).toBeLessThan(3));
  const [row] = entries();
  if (row === undefined) throw new Error("Jane was linked to 1003");
  await user.click(within(row).getByRole("link", { name: "Jane Smith" }));
  await screen.findByRole("heading", { name: "Jane Smith" });
});

test("a user's history leads to the whole of it in the log", async () => {
  const user = await openManager("jane.smith");
  await user.click(screen.getByRole("link", { name: "Show in the activity log" }));
  await screen.findByText("Only what concerns one portal user.");
  expect(entries()).toHaveLength(3);
});

test("a day begins and ends by the person's own clock", () => {
  const { from, to } = askedFor({ from: "2026-11-20", to: "2026-11-20" });
  expect(Date.parse(to ?? "") - Date.parse(from ?? "")).toBe(86_400_000);
  expect(askedFor({ from: "soon" }).from).toBeNull();
});

test("offline the log says that it needs the backend", async () => {
  refuse("activity", UNREACHABLE);
  const user = await openWindow();
  await user.click(screen.getByRole("link", { name: "Activity" }));
  expect((await screen.findByRole("alert")).textContent).toContain("The firm backend does not answer.");
});
