import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";

import { refuse } from "../ipc/fake";
import { focusedRow, manager, openWindow, rows, searchBox } from "../test/window";

const PROBLEM = {
  type: "about:blank",
  status: 503,
  code: "unreachable",
  title: "The firm did not answer.",
  next: "Try again in a moment.",
  request_id: "r-1",
  current: null,
} as const;

test("typing narrows the list at once and marks what answers", async () => {
  const user = await openWindow();
  await user.type(searchBox(), "smith fam");
  await screen.findByText("9 of 63");
  expect(rows()).toHaveLength(9);
  const jane = screen.getByRole("row", { name: /Jane Smith/ });
  expect([...jane.querySelectorAll("mark")].map((mark) => mark.textContent)).toEqual([
    "Smith",
    "smith",
    "Smith",
    "Fam",
  ]);
});

test("the grid tells how many rows there are and draws only those in sight", async () => {
  const user = await openWindow();
  const grid = screen.getByRole("grid", { name: "Portal users" });
  expect(grid.getAttribute("aria-rowcount")).toBe("64");
  expect(rows().length).toBeLessThan(50);
  expect(rows()[0]?.getAttribute("aria-rowindex")).toBe("2");
  await user.type(searchBox(), "rashid");
  await waitFor(() => expect(grid.getAttribute("aria-rowcount")).toBe("2"));
});

test("a row answers without a click", async () => {
  const user = await openWindow();
  await user.type(searchBox(), "smithfam");
  const kenji = within(await screen.findByRole("row", { name: /Kenji/ }));
  expect(kenji.getByText("none")).toBeTruthy();
  expect(kenji.getByText("Must claim a client")).toBeTruthy();
  const rashid = within(screen.getByRole("row", { name: /Rashid/ }));
  expect(rashid.getByText("inactive")).toBeTruthy();
  expect(rashid.getByText("and 1 more")).toBeTruthy();
});

test("a filter narrows the list and only one holds", async () => {
  const user = await openWindow();
  const filters = within(screen.getByRole("radiogroup", { name: "Filter" }));
  await user.click(await filters.findByRole("radio", { name: "Not verified 7" }));
  await screen.findByText("7 of 63");
  expect(filters.getAllByRole("radio", { checked: true })).toHaveLength(1);
});

test("where nobody is found the way back is offered", async () => {
  const user = await openWindow();
  await user.type(searchBox(), "zzqx");
  await screen.findByText(/Nobody found for/);
  await user.click(screen.getByRole("button", { name: "Clear the search" }));
  await screen.findByText("63 of 63");
  expect(searchBox()).toHaveProperty("value", "");
  expect(document.activeElement).toBe(searchBox());
});

test("a slash leads to the search, Esc clears it", async () => {
  const user = await openWindow();
  await user.click(screen.getByRole("row", { name: /Alma Abara/ }));
  await user.keyboard("/");
  expect(document.activeElement).toBe(searchBox());
  await user.keyboard("jane s{Escape}");
  expect(searchBox()).toHaveProperty("value", "");
  await screen.findByText("63 of 63");
});

test("the keyboard walks the list with the manager following, and Esc returns to the row", async () => {
  const user = await openWindow();
  await user.keyboard("{ArrowDown}");
  await waitFor(() => expect(document.activeElement?.textContent).toBe("Alma Abara"));
  await user.keyboard("{ArrowDown}{Enter}");
  await within(manager()).findByRole("heading", { name: "Alma Bauer" });
  await user.keyboard("{ArrowDown}");
  await within(manager()).findByRole("heading", { name: "Alma Costa" });
  expect(document.activeElement?.textContent).toContain("Alma Costa");
  expect(focusedRow()?.getAttribute("aria-current")).toBe("true");
  await user.keyboard("l");
  expect(document.activeElement).toBe(
    screen.getByRole("combobox", { name: "Link a client by name or Client ID" }),
  );
  await user.keyboard("{Escape}");
  await waitFor(() => expect(screen.queryByRole("complementary")).toBeNull());
  expect(document.activeElement?.textContent).toContain("Alma Costa");
});

test("a list that cannot be fetched says so and tries again", async () => {
  const user = await openWindow();
  refuse("portal_users", PROBLEM);
  await user.type(searchBox(), "x");
  const alert = await screen.findByRole("alert");
  expect(alert.textContent).toContain("The firm did not answer.Try again in a moment.");
  refuse("portal_users", null);
  await user.click(within(alert).getByRole("button", { name: "Try again" }));
  await waitFor(() => expect(screen.queryByRole("alert")).toBeNull());
});
