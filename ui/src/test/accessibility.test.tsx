import { render, screen, waitFor } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import axe from "axe-core";
import { expect, test } from "vitest";

import { App } from "../App";
import { beFirstStart, beOffline, fake, refuse } from "../ipc/fake";
import { linkOf, openManager, openWindow, searchBox } from "./window";

/** What axe finds wrong. Colours and sizes are not laid out here. */
async function faults() {
  const { violations } = await axe.run(document.body, {
    rules: { "color-contrast": { enabled: false }, "target-size": { enabled: false } },
  });
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}`));
}

test("the list is accessible", async () => {
  await openWindow();
  expect(await faults()).toEqual([]);
});

test("the link manager is accessible, also while a client is searched and a de-link asked about", async () => {
  const user = await openManager("jane.smith");
  expect(await faults()).toEqual([]);
  await user.click(linkOf("1003").getByRole("button", { name: "De-link" }));
  await user.type(screen.getByRole("combobox"), "smith");
  await screen.findAllByRole("option");
  expect(await faults()).toEqual([]);
});

test("the access check is accessible, empty and answered", async () => {
  const user = await openManager("kenji");
  await user.click(screen.getByRole("link", { name: "Access check" }));
  await screen.findByRole("heading", { name: "Access check" });
  expect(await faults()).toEqual([]);
  await user.type(screen.getByRole("combobox", { name: "Who is asking" }), "kenji@");
  await user.click(await screen.findByRole("option", { name: /kenji/ }));
  await screen.findByRole("region", { name: "Verdict" });
  expect(await faults()).toEqual([]);
});

test("the client portals are accessible, list and client", async () => {
  const user = await openManager("kenji");
  await user.click(screen.getByRole("link", { name: /^Client portals/ }));
  await screen.findByRole("option", { name: /Smith Family Trust/ });
  expect(await faults()).toEqual([]);
  await user.click(screen.getByRole("option", { name: /Smith Family Trust/ }));
  await screen.findByRole("table", { name: "Unpaid invoices" });
  await screen.findByRole("list", { name: "Settings" });
  expect(await faults()).toEqual([]);
});

test("the question about closing access is accessible", async () => {
  const user = await openManager("jane.smith");
  await user.click(linkOf("1003").getByRole("button", { name: "Close access…" }));
  await screen.findByRole("list", { name: "After closing access" });
  expect(await faults()).toEqual([]);
});

test("the activity log is accessible", async () => {
  const user = await openWindow();
  await user.click(screen.getByRole("link", { name: "Activity" }));
  await screen.findByRole("table", { name: "Activity" });
  expect(await faults()).toEqual([]);
});

test("what waits is accessible, with the banner over it", async () => {
  beOffline(true);
  const user = await openManager("jane.smith");
  await user.click(linkOf("1003").getByRole("button", { name: "De-link" }));
  await user.keyboard("{Enter}");
  await user.click(await screen.findByRole("link", { name: "1 waiting" }));
  await screen.findByRole("list", { name: "Waiting changes" });
  expect(await faults()).toEqual([]);
});

test("the question for the last link is accessible", async () => {
  const user = await openManager("ana.sofia");
  await user.click(linkOf("1002").getByRole("button", { name: "De-link" }));
  await screen.findByRole("alertdialog");
  expect(await faults()).toEqual([]);
});

test("the way into a firm whose key is lost is accessible", async () => {
  refuse("session", {
    type: "about:blank",
    status: 0,
    code: "key_lost",
    title: "The firm's file on this computer is encrypted.",
    next: "Type the firm's recovery key.",
    request_id: null,
    current: null,
  });
  render(<App />);
  await screen.findByRole("textbox", { name: "Recovery key" });
  expect(await faults()).toEqual([]);
});

test("the palette and the sheet of shortcuts are accessible", async () => {
  const user = await openWindow();
  await user.keyboard("{Control>}k{/Control}");
  await screen.findByRole("dialog");
  await user.keyboard("jane");
  await screen.findByRole("menuitem", { name: /jane\.smith@/ });
  expect(await faults()).toEqual([]);
  await user.keyboard("{Escape}");
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  searchBox().blur();
  await user.keyboard("?");
  await screen.findByRole("dialog", { name: "Keyboard shortcuts" });
  expect(await faults()).toEqual([]);
});

test("columns, views, and what is done with many are accessible", async () => {
  const user = await openWindow();
  for (const menu of ["Columns", "Views", "Export"]) {
    // One after the other.
    /* oxlint-disable eslint/no-await-in-loop */
    await user.click(screen.getByRole("button", { name: menu }));
    await screen.findByRole("dialog", { name: menu });
    expect(await faults()).toEqual([]);
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    /* oxlint-enable eslint/no-await-in-loop */
  }
  await user.click(searchBox());
  await user.keyboard("{ArrowDown} ");
  expect(await faults()).toEqual([]);
  await user.click(screen.getByRole("button", { name: "De-link…" }));
  await user.type(await screen.findByRole("combobox"), "Ashford Bakery");
  await user.click(await screen.findByRole("option"));
  await screen.findByText(/would lose the last link/);
  expect(await faults()).toEqual([]);
});

test("the settings are accessible", async () => {
  const user = await openWindow();
  await user.click(screen.getByRole("link", { name: "Settings" }));
  await screen.findByRole("radiogroup", { name: "Light or dark" });
  expect(await faults()).toEqual([]);
});

test("the first question and the ways it leads to are accessible", async () => {
  beFirstStart();
  const user = userEvent.setup();
  render(<App />);
  await screen.findByRole("heading", { name: "Which firm do you work with?" });
  expect(await faults()).toEqual([]);
  await user.click(screen.getByRole("button", { name: "Import from the PMS…" }));
  await screen.findByRole("form");
  expect(await faults()).toEqual([]);
  await user.click(screen.getByRole("button", { name: "Back" }));
  await user.click(screen.getByRole("button", { name: "Connect to a server…" }));
  await screen.findByRole("form");
  expect(await faults()).toEqual([]);
});

test("imports and the question before a wipe are accessible", async () => {
  await fake("choose_firm", { at: "server", address: "portico.example.com", token: "right" });
  const user = await openWindow();
  await user.click(screen.getByRole("link", { name: "Imports" }));
  await user.click(await screen.findByRole("button", { name: "Choose the folder…" }));
  await screen.findByRole("region", { name: "What it would change" });
  expect(await faults()).toEqual([]);
  await user.click(screen.getByRole("link", { name: "Settings" }));
  await user.click(await screen.findByRole("button", { name: "Wipe now…" }));
  await screen.findByRole("alertdialog", { name: "Wipe now?" });
  expect(await faults()).toEqual([]);
});
