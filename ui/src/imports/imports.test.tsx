import { screen, within } from "@testing-library/react";
import { expect, test } from "vitest";

import { answerInstead, fake } from "../ipc/fake";
import { openWindow } from "../test/window";

/** The screen of a firm that is no sample. */
async function openImports() {
  await fake("choose_firm", { at: "server", address: "portico.example.com", token: "right" });
  const user = await openWindow();
  await user.click(screen.getByRole("link", { name: "Imports" }));
  await screen.findByRole("region", { name: "Last import" });
  return user;
}

test("every fault of the files is told with its file, line and column, and nothing can be taken", async () => {
  answerInstead("check_export", (request, usual) => ({
    ...usual(request),
    bad_rows: [
      { file: "clients.csv", line: 7, column: "active", what: "“maybe” is neither true nor false" },
      { file: "invoices.csv", line: 1204, column: null, what: "it has 8 fields where there are 9" },
    ],
  }));
  const user = await openImports();
  await user.click(screen.getByRole("button", { name: "Choose the folder…" }));
  const rows = within(await screen.findByRole("table", { name: "What is wrong with the files" }));
  expect(rows.getByRole("row", { name: /clients\.csv 7 active “maybe”/ })).toBeTruthy();
  expect(rows.getByRole("row", { name: /invoices\.csv 1,204 the whole line/ })).toBeTruthy();
  expect(screen.queryByRole("button", { name: /^Import/ })).toBeNull();
});

test("an import that would turn many clients inactive is taken after that was confirmed", async () => {
  const confirmed: boolean[] = [];
  answerInstead("check_export", (request, usual) => ({
    ...usual(request),
    needs_confirmation: {
      turning_inactive: 60,
      active: 120,
      says: "60 of 120 active clients would turn inactive.",
    },
  }));
  answerInstead("take_export", (request, usual) => {
    confirmed.push(request.confirm);
    return usual(request);
  });
  const user = await openImports();
  await user.click(screen.getByRole("button", { name: "Choose the folder…" }));
  expect((await screen.findByRole("alert")).textContent).toContain("60 of 120 active clients");
  await user.click(screen.getByRole("button", { name: "Import, and turn 60 clients inactive" }));
  await screen.findByRole("region", { name: "Imported" });
  expect(confirmed).toEqual([true]);
});

test("nobody who picks no folder after all is told anything", async () => {
  answerInstead("pick_export", () => ({ folder: null, as_of: null }));
  const user = await openImports();
  await user.click(screen.getByRole("button", { name: "Choose the folder…" }));
  expect(screen.queryByRole("region", { name: "What it would change" })).toBeNull();
  expect(screen.queryByRole("alert")).toBeNull();
});

test("nothing is imported into the sample: the way leads to a firm of one's own", async () => {
  const user = await openWindow();
  await user.click(screen.getByRole("link", { name: "Imports" }));
  await screen.findByText(/^The sample firm has its data already/);
  expect(screen.queryByRole("button", { name: "Choose the folder…" })).toBeNull();
  await user.click(screen.getByRole("button", { name: "Import from the PMS…" }));
  await screen.findByRole("form", { name: "Your own firm" });
});
