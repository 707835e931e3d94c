import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";

import { beOffline, refuse } from "../ipc/fake";
import { UNREACHABLE } from "../ipc/fake-problems";
import { openWindow } from "../test/window";

function client() {
  return within(screen.getByRole("region", { name: "Client" }));
}

async function openClient(search: string, name: RegExp) {
  const user = await openWindow();
  await user.click(screen.getByRole("link", { name: /^Client portals/ }));
  await user.type(await screen.findByRole("searchbox", { name: "Search clients" }), search);
  await user.click(await screen.findByRole("option", { name }));
  await client().findByRole("heading", { name });
  return user;
}

test("a client is found by name or Client ID, by keyboard alone", async () => {
  const user = await openWindow();
  await user.click(screen.getByRole("link", { name: /^Client portals/ }));
  await screen.findByText("77 clients");
  await user.type(await screen.findByRole("searchbox", { name: "Search clients" }), "1187");
  await screen.findByText("1 client");
  await user.keyboard("{ArrowDown}{Enter}");
  await client().findByRole("heading", { name: "Smith Lakehouse LLC" });
  await user.keyboard("{Escape}");
  await waitFor(() => expect(screen.queryByRole("region", { name: "Client" })).toBeNull());
});

test("the portal is shown as the client sees it, and nothing in it can be pressed (12)", async () => {
  await openClient("1002", /Smith Family Trust/);
  const table = await client().findByRole("table", { name: "Unpaid invoices" });
  expect(table.textContent).toContain("1,225.00 USD");
  expect(within(table).queryByRole("button")).toBeNull();
  expect(within(table).queryByRole("link")).toBeNull();
});

test("a closed portal shows its notice and nothing else (1)", async () => {
  await openClient("1013", /Smith Family Farms/);
  const preview = within(client().getByRole("region", { name: "The portal as the client sees it" }));
  await preview.findByText("portal closed: client inactive");
  expect(preview.queryByRole("table")).toBeNull();
});

test("everybody who can get in is listed with the way, and leads to the user (41)", async () => {
  const user = await openClient("1002", /Smith Family Trust/);
  const ways = within(await client().findByRole("list", { name: "Ways in" }));
  await ways.findByText("Jane Smith gets in by signing in.");
  expect(ways.getByText(/Whoever knows the Client ID/)).toBeTruthy();
  expect(client().getByText("4 open ways")).toBeTruthy();
  const jane = ways.getAllByRole("listitem").find((item) => item.textContent.includes("Jane"));
  if (jane === undefined) throw new Error("Jane gets in");
  await user.click(within(jane).getByRole("link", { name: "Open user" }));
  await screen.findByRole("heading", { name: "Jane Smith" });
});

test("a closed key is opened where it is told", async () => {
  const user = await openClient("1012", /Smith Family Dental PC/);
  await user.click(client().getByRole("button", { name: "Open the key" }));
  await waitFor(() => expect(client().queryByText(/The key is closed/)).toBeNull());
  expect(screen.getByText("Opened the key of Smith Family Dental PC")).toBeTruthy();
});

test("the check of a client starts with it filled in", async () => {
  const user = await openClient("1002", /Smith Family Trust/);
  const [check] = client().getAllByRole("link", { name: "Check access" });
  if (check === undefined) throw new Error("the client leads to its check");
  await user.click(check);
  const field = await screen.findByRole("combobox", { name: "Which client" });
  await waitFor(() => expect(field).toHaveProperty("value", "1002  Smith Family Trust"));
});

test("offline it shows what is kept, how old it is, and why the portal is not shown", async () => {
  beOffline(true);
  refuse("client_portal", UNREACHABLE);
  await openClient("1002", /Smith Family Trust/);
  expect(await client().findByText("The firm backend does not answer.")).toBeTruthy();
  expect(client().getByText(/, offline$/)).toBeTruthy();
  await client().findByText("Jane Smith gets in by signing in.");
});
