/** Opens the whole window on the fake firm and finds things in it as people do. */
import { render, screen, within } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";

import { App } from "../App";

/** The window with its list on the screen, once this row of it is there. */
export async function openWindow(row = /Alma Abara/) {
  const user = userEvent.setup();
  render(<App />);
  await screen.findByRole("row", { name: row });
  return user;
}

/** The window with the link manager of the one person found. */
export async function openManager(search: string) {
  const user = await openWindow();
  await user.type(searchBox(), search);
  await screen.findByText(/^1 of /);
  const [, row] = screen.getAllByRole("row");
  if (row === undefined) throw new Error(`nobody answers ${search}`);
  await user.click(row);
  await within(manager()).findByText("Linked clients");
  return user;
}

export function searchBox() {
  return screen.getByRole("searchbox", { name: "Search portal users" });
}

export function manager() {
  return screen.getByRole("complementary", { name: "Link manager" });
}

/** The rows that are drawn, without the header. */
export function rows() {
  return within(screen.getByRole("grid", { name: "Portal users" }))
    .getAllByRole("row")
    .slice(1);
}

/** What the list of linked clients says of a client, with its button. */
export function linkOf(client: string) {
  const item = within(manager())
    .getAllByRole("listitem")
    .find((element) => element.dataset.client !== undefined && element.textContent.includes(client));
  if (item === undefined) throw new Error(`${client} is not linked`);
  return within(item);
}

/** The linked clients by Client ID. */
export function linkedIds() {
  return within(manager())
    .queryAllByRole("listitem")
    .flatMap((item) => item.dataset.client ?? []);
}

/** The row of the cell that has the focus. */
export function focusedRow() {
  return document.activeElement?.closest('[role="row"]');
}
