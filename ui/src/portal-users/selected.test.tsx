import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import type { UserEvent } from "@testing-library/user-event";
import { expect, test } from "vitest";

import { call } from "../ipc/invoke";
import type { SavedView } from "../ipc/types/SavedView";
import { openManager, openWindow, linkedIds, rows } from "../test/window";

function bar() {
  return within(screen.getByRole("toolbar", { name: "Selected portal users" }));
}

function row(name: string) {
  return screen.getByRole("gridcell", { name });
}

function selectedNames() {
  return rows()
    .filter((one) => one.getAttribute("aria-selected") === "true")
    .map((one) => within(one).getAllByRole("gridcell")[0]?.textContent);
}

async function chooseClient(user: UserEvent, name: string) {
  const dialog = within(await screen.findByRole("alertdialog"));
  await user.type(dialog.getByRole("combobox", { name: "Client by name or Client ID" }), name);
  await user.click(await dialog.findByRole("option", { name: new RegExp(name) }));
  return dialog;
}

test("Shift takes in a range, Ctrl one by one, and the number is told", async () => {
  const user = await openWindow();
  await user.keyboard("{Control>}");
  await user.click(row("Alma Bauer"));
  await user.keyboard("{/Control}{Shift>}");
  await user.click(row("Bruno Abara"));
  await user.keyboard("{/Shift}");
  await waitFor(() => expect(bar().getByText("5 selected")).toBeTruthy());
  await user.keyboard("{Control>}");
  await user.click(row("Alma Costa"));
  await user.keyboard("{/Control}");
  expect(selectedNames()).toEqual(["Alma Bauer", "Alma Dvořák", "Ana Sofía Smith", "Bruno Abara"]);
  expect(bar().getByText("4 selected")).toBeTruthy();
  expect(screen.queryByRole("complementary")).toBeNull();
});

test("all who match are selected by their question, less those taken out", async () => {
  const user = await openWindow();
  await user.click(screen.getByRole("radio", { name: /Not verified/ }));
  await screen.findByText("7 of 63");
  await user.click(screen.getByRole("searchbox"));
  await user.keyboard("{ArrowDown}{Control>}a{/Control}");
  expect(bar().getByText("7 selected, all who match")).toBeTruthy();
  await user.keyboard(" ");
  expect(bar().getByText("6 selected, all who match")).toBeTruthy();
  await user.click(screen.getByRole("radio", { name: /^All/ }));
  await screen.findByText("63 of 63");
  expect(screen.queryByRole("toolbar", { name: "Selected portal users" })).toBeNull();
});

test("many are linked at once after what would happen was told, and it is taken back", async () => {
  const user = await openManager("jane.smith");
  expect(linkedIds()).not.toContain("1187");
  await user.click(screen.getByRole("searchbox"));
  await user.keyboard("{ArrowDown} ");
  await user.click(bar().getByRole("button", { name: "Link…" }));
  const dialog = await chooseClient(user, "Smith Lakehouse");
  await dialog.findByText(/would be linked to/);
  expect(linkedIds()).not.toContain("1187");
  await user.click(dialog.getByRole("button", { name: "Link 1 portal user" }));
  await user.click(await dialog.findByRole("button", { name: "Done" }));
  await waitFor(() => expect(linkedIds()).toContain("1187"));
  await user.click(screen.getByRole("button", { name: "Undo" }));
  await screen.findByText("Taken back for 1 portal user.");
  await waitFor(() => expect(linkedIds()).not.toContain("1187"));
});

test("a last link is taken away only once that is confirmed", async () => {
  const user = await openManager("ana.sofia");
  await user.click(screen.getByRole("searchbox"));
  await user.keyboard("{ArrowDown} ");
  await user.click(bar().getByRole("button", { name: "De-link…" }));
  const dialog = await chooseClient(user, "Smith Family Trust");
  const confirm = await dialog.findByRole("checkbox", { name: "De-link these 1 portal user too" });
  expect(dialog.getByText(/The next sign-in will ask for a Client ID/)).toBeTruthy();
  await user.click(confirm);
  await user.click(dialog.getByRole("button", { name: "De-link 1 portal user" }));
  await user.click(await dialog.findByRole("button", { name: "Done" }));
  await waitFor(() => expect(linkedIds()).toEqual([]));
});

test("columns are hidden, moved and sized without a pointer, and the grid follows", async () => {
  const user = await openWindow();
  await user.click(screen.getByRole("button", { name: "Columns" }));
  const dialog = within(await screen.findByRole("dialog", { name: "Columns" }));
  await user.click(dialog.getByRole("checkbox", { name: "E-mail" }));
  await user.click(dialog.getByRole("checkbox", { name: "Account since" }));
  await user.click(dialog.getByRole("button", { name: "Move Account since towards the beginning" }));
  const width = dialog.getByRole("textbox", { name: "Width of Access in pixels" });
  fireEvent.change(width, { target: { value: "200" } });
  fireEvent.blur(width);
  await user.keyboard("{Escape}");
  const titles = screen.getAllByRole("columnheader").map((header) => header.textContent.trim());
  expect(titles.map((title) => title.replace(" ↑", ""))).toEqual([
    "Name",
    "Linked clients",
    "Access",
    "Account since",
    "Last sign-in",
  ]);
  expect(screen.getByRole("grid").style.getPropertyValue("--columns")).toContain("200px");
});

async function keptViews() {
  const { views } = await call("settings", null);
  return views;
}

test("a view brings back its filter and order, and keeps nothing of what is searched for", async () => {
  const old: SavedView = {
    name: "Old",
    filter: "all",
    sort: null,
    descending: false,
    columns: [],
  };
  await call("set_setting", { name: "views", value: [old] });
  const user = await openWindow();
  await user.type(screen.getByRole("searchbox"), "alma");
  await screen.findByText(/^(?!63)\d+ of 63/);
  await user.click(screen.getByRole("radio", { name: /Not verified/ }));
  await user.click(screen.getByRole("columnheader", { name: /E-mail/ }));
  await user.click(screen.getByRole("button", { name: "Views" }));
  await screen.findByText("A view keeps the filter, order and columns, not what is searched for.");
  await user.type(screen.getByRole("textbox", { name: "Save this view as" }), "To verify{Enter}");
  await waitFor(async () =>
    expect((await keptViews()).map(({ name }) => name)).toEqual(["Old", "To verify"]),
  );
  expect(JSON.stringify(await keptViews())).not.toContain("alma");
  await user.clear(screen.getByRole("searchbox"));
  await user.click(screen.getByRole("columnheader", { name: /Name/ }));
  await user.click(screen.getByRole("radio", { name: /^All/ }));
  await screen.findByText("63 of 63");
  await user.click(screen.getByRole("button", { name: "Views" }));
  await user.click(await screen.findByRole("button", { name: "To verify" }));
  await screen.findByText("7 of 63");
  expect(screen.getByRole("searchbox")).toHaveProperty("value", "");
  expect(screen.getByRole("columnheader", { name: /E-mail/ }).getAttribute("aria-sort")).toBe("ascending");
});
