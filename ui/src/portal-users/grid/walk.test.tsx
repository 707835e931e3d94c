import { screen, waitFor } from "@testing-library/react";
import { expect, test } from "vitest";

import { openWindow } from "../../test/window";

type Step = [keys: string, row: number, column: number, says: string | RegExp];

/** Sixty keys: where each leads (row 1 is the header), and what is announced there. */
const WALK: Step[] = [
  ["{ArrowDown}", 3, 1, "Alma Bauer"],
  ["{ArrowDown}", 4, 1, "Alma Costa"],
  ["{ArrowRight}", 4, 2, "alma.costa@example.com"],
  ["{ArrowRight}", 4, 3, "Ashford Farms"],
  ["{ArrowRight}", 4, 4, "Can sign in"],
  ["{ArrowRight}", 4, 5, /2026/],
  ["{ArrowRight}", 4, 5, /2026/],
  ["{ArrowDown}", 5, 5, "never"],
  ["{ArrowLeft}", 5, 4, "E-mail not verified"],
  ["{ArrowLeft}", 5, 3, "Ashford Holdings"],
  ["{ArrowUp}", 4, 3, "Ashford Farms"],
  ["{ArrowUp}", 3, 3, "Ashford Dental PC"],
  ["{ArrowUp}", 2, 3, "Ashford Bakery"],
  ["{ArrowUp}", 1, 3, "Linked clients"],
  ["{ArrowUp}", 1, 3, "Linked clients"],
  ["{ArrowLeft}", 1, 2, "E-mail"],
  ["{ArrowLeft}", 1, 1, /^Name/],
  ["{ArrowLeft}", 1, 1, /^Name/],
  ["{End}", 1, 5, "Last sign-in"],
  ["{Home}", 1, 1, /^Name/],
  ["{ArrowDown}", 2, 1, "Alma Abara"],
  ["{End}", 2, 5, /today/],
  ["{End}", 2, 5, /today/],
  ["{ArrowLeft}", 2, 4, "Can sign in"],
  ["{Home}", 2, 1, "Alma Abara"],
  ["{PageDown}", 20, 1, "Emeka Bauer"],
  ["{ArrowRight}", 20, 2, "emeka.bauer@example.com"],
  ["{PageDown}", 38, 2, "ivo.costa@example.com"],
  ["{PageDown}", 56, 2, "mas@example.com"],
  ["{PageDown}", 64, 2, "sakura@example.jp"],
  ["{PageDown}", 64, 2, "sakura@example.jp"],
  ["{ArrowDown}", 64, 2, "sakura@example.jp"],
  ["{PageUp}", 46, 2, "juergen@mueller.example"],
  ["{PageUp}", 28, 2, "giulia.bauer@example.com"],
  ["{PageUp}", 10, 2, "bruno.dvok@example.com"],
  ["{PageUp}", 2, 2, "alma.abara@example.com"],
  ["{PageUp}", 2, 2, "alma.abara@example.com"],
  ["{Control>}{End}{/Control}", 64, 5, /2026/],
  ["{Home}", 64, 1, "さくら 田中"],
  ["{ArrowUp}", 63, 1, /./],
  ["{ArrowUp}", 62, 1, /./],
  ["{ArrowRight}", 62, 2, /@/],
  ["{Control>}{Home}{/Control}", 2, 1, "Alma Abara"],
  ["{Control>}{Home}{/Control}", 2, 1, "Alma Abara"],
  ["{ArrowDown}", 3, 1, "Alma Bauer"],
  [" ", 3, 1, "Alma Bauer"],
  ["{Shift>}{ArrowDown}{/Shift}", 4, 1, "Alma Costa"],
  ["{Shift>}{ArrowDown}{/Shift}", 5, 1, "Alma Dvořák"],
  ["{Shift>}{ArrowUp}{/Shift}", 4, 1, "Alma Costa"],
  ["{ArrowDown}", 5, 1, "Alma Dvořák"],
  ["{ArrowDown}", 6, 1, "Ana Sofía Smith"],
  [" ", 6, 1, "Ana Sofía Smith"],
  ["{Control>}a{/Control}", 6, 1, "Ana Sofía Smith"],
  ["{Escape}", 6, 1, "Ana Sofía Smith"],
  ["{ArrowRight}", 6, 2, "ana.sofia@example.com"],
  ["{Enter}", 6, 2, "ana.sofia@example.com"],
  ["{ArrowDown}", 7, 2, "bruno.abara@example.com"],
  ["{Escape}", 7, 2, "bruno.abara@example.com"],
  ["{Control>}{End}{/Control}", 64, 5, /2026/],
  ["{Control>}{Home}{/Control}", 2, 1, "Alma Abara"],
];

test("sixty keys lead where a grid's keys lead, and each place has its name", async () => {
  expect(WALK).toHaveLength(60);
  const user = await openWindow();
  await user.keyboard("{ArrowDown}");
  for (const [at, [keys, row, column, says]] of WALK.entries()) {
    // One key after the other.
    // oxlint-disable-next-line eslint/no-await-in-loop
    await user.keyboard(keys);
    const step = `${at + 1}: ${keys}`;
    const cell = document.activeElement;
    const index = cell?.closest('[role="row"]')?.getAttribute("aria-rowindex");
    expect([step, index, cell?.getAttribute("aria-colindex")]).toEqual([step, String(row), String(column)]);
    const name = cell?.textContent.trim() ?? "";
    expect([step, says instanceof RegExp ? says.exec(name)?.input : says]).toEqual([step, name]);
    expect(screen.getByRole("grid").querySelectorAll('[tabindex="0"]')).toHaveLength(1);
  }
});

function header() {
  return screen.getByRole("columnheader", { name: /E-mail/ });
}

test("a column is ordered by from its header, the other way round, and as usual again", async () => {
  const user = await openWindow();
  await user.keyboard("{ArrowDown}{ArrowUp}{ArrowRight}{Enter}");
  await waitFor(() => expect(header().getAttribute("aria-sort")).toBe("ascending"));
  expect(document.activeElement).toBe(header());
  await user.keyboard("{Enter}");
  await waitFor(() => expect(header().getAttribute("aria-sort")).toBe("descending"));
  await screen.findByRole("row", { name: /zoe@example.com/ });
  await user.keyboard("{Enter}");
  await waitFor(() => expect(header().getAttribute("aria-sort")).toBe("none"));
  expect(screen.getByRole("columnheader", { name: /Name/ }).getAttribute("aria-sort")).toBe("ascending");
});
