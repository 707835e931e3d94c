import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";

import { beOffline, hold, refuse } from "../../ipc/fake";
import { UNREACHABLE } from "../../ipc/fake-problems";
import { linkOf, linkedIds, manager, openManager } from "../../test/window";

test("closing access asks first and shows what is open before and after, path by path (27)", async () => {
  const user = await openManager("jane.smith");
  await user.click(linkOf("1003").getByRole("button", { name: "Close access…" }));
  const dialog = within(
    await screen.findByRole("alertdialog", { name: "Close access to Jane Smith Realty Group?" }),
  );
  expect(document.activeElement).toBe(dialog.getByRole("button", { name: "Cancel" }));
  const before = within(await dialog.findByRole("list", { name: "What is open now" }));
  expect(before.getByText("Seeing the client from the account: open.")).toBeTruthy();
  const after = within(dialog.getByRole("list", { name: "After closing access" }));
  expect(after.getByText("Claiming the client again, with its key: shut.")).toBeTruthy();
  expect(after.getByText("Paying without an account, with its key: open.")).toBeTruthy();

  await user.type(dialog.getByRole("textbox", { name: /Reason/ }), "left the group{Enter}");
  await screen.findByRole("alertdialog", { name: "Closed access to Jane Smith Realty Group" });
  const now = within(screen.getByRole("list", { name: "What is open now" }));
  expect(now.getByText("Seeing the client from the account: shut.")).toBeTruthy();
  await user.click(screen.getByRole("button", { name: "Done" }));
  await waitFor(() => expect(linkedIds()).toEqual(["1002", "1001"]));
  const barred = within(manager()).getByRole("list", { name: "Clients with closed access" });
  expect(barred.textContent).toContain("Jane Smith Realty Group");
});

test("a de-link says what it leaves open", async () => {
  const user = await openManager("jane.smith");
  await user.click(linkOf("1003").getByRole("button", { name: "De-link" }));
  const open = within(await linkOf("1003").findByRole("list", { name: "What stays open" }));
  expect(open.getByText("Claiming the client again, with its key: open.")).toBeTruthy();
});

test("closing access offline is told as intended, never as what is open now (27, 45)", async () => {
  beOffline(true);
  const user = await openManager("jane.smith");
  await screen.findByText(/^Offline\. /);
  await user.click(linkOf("1003").getByRole("button", { name: "Close access…" }));
  await screen.findByRole("list", { name: "After closing access" });
  await user.click(within(screen.getByRole("alertdialog")).getByRole("button", { name: "Close access" }));
  const dialog = within(await screen.findByRole("alertdialog", { name: /^Will close access to/ }));
  const foreseen = within(dialog.getByRole("list", { name: "After it is confirmed and sent" }));
  expect(foreseen.getByText("Seeing the client from the account: shut.")).toBeTruthy();
  expect(dialog.queryByRole("list", { name: "What is open now" })).toBeNull();
  expect(dialog.getByText(/One-click links are not kept on this computer/)).toBeTruthy();
});

test("access is not closed before its paths were seen (27)", async () => {
  refuse("open_paths", UNREACHABLE);
  const user = await openManager("jane.smith");
  await user.click(linkOf("1003").getByRole("button", { name: "Close access…" }));
  const dialog = within(await screen.findByRole("alertdialog"));
  await dialog.findByText("The firm backend does not answer.");
  await user.type(dialog.getByRole("textbox", { name: /Reason/ }), "left{Enter}");
  await user.click(dialog.getByRole("button", { name: "Close access" }));
  expect(linkedIds()).toHaveLength(3);

  refuse("open_paths", null);
  const release = hold("open_paths");
  await user.click(dialog.getByRole("button", { name: "Try again" }));
  await user.click(dialog.getByRole("button", { name: "Close access" }));
  release();
  await dialog.findByRole("list", { name: "After closing access" });
  expect(screen.queryByRole("alertdialog", { name: /^Closed access/ })).toBeNull();
  await user.click(dialog.getByRole("button", { name: "Close access" }));
  await screen.findByRole("alertdialog", { name: /^Closed access/ });
});

test("closing access says that the link is the last, and what de-linking does (28)", async () => {
  const user = await openManager("ana.sofia");
  await user.click(linkOf("1002").getByRole("button", { name: "Close access…" }));
  const dialog = within(await screen.findByRole("alertdialog"));
  expect(dialog.getByText("This is the last linked client.")).toBeTruthy();
  expect(dialog.getByText(/The next sign-in will ask for a Client ID/)).toBeTruthy();
});

test("offline a de-link says what it leaves open as far as that is known here (27, 45)", async () => {
  beOffline(true);
  const user = await openManager("jane.smith");
  await screen.findByText(/^Offline\. /);
  await user.click(linkOf("1003").getByRole("button", { name: "De-link" }));
  const open = within(await linkOf("1003").findByRole("list", { name: "What stays open" }));
  expect(open.getByText("Claiming the client again, with its key: open.")).toBeTruthy();
  expect(linkOf("1003").getByText(/Payment plans are not kept on this computer/)).toBeTruthy();
});

test("what a de-link leaves open is never told as nothing while it is not known", async () => {
  refuse("open_paths", UNREACHABLE);
  const user = await openManager("jane.smith");
  await user.click(linkOf("1003").getByRole("button", { name: "De-link" }));
  await linkOf("1003").findByText("The firm backend does not answer.");
  refuse("open_paths", null);
  const release = hold("open_paths");
  await user.click(linkOf("1003").getByRole("button", { name: "Try again" }));
  release();
  await linkOf("1003").findByRole("list", { name: "What stays open" });
});

test("neither redo nor the undo of a lifted bar closes access before its paths were seen (27)", async () => {
  const user = await openManager("jane.smith");
  await user.click(linkOf("1003").getByRole("button", { name: "Close access…" }));
  await screen.findByRole("list", { name: "After closing access" });
  await user.click(within(screen.getByRole("alertdialog")).getByRole("button", { name: "Close access" }));
  await user.click(await screen.findByRole("button", { name: "Done" }));
  await waitFor(() => expect(linkedIds()).not.toContain("1003"));
  (await screen.findByRole("grid", { name: "Portal users" })).focus();
  await user.keyboard("{Control>}z{/Control}");
  await waitFor(() => expect(linkedIds()).toContain("1003"));

  await user.keyboard("{Shift>}{Control>}z{/Control}{/Shift}");
  const asked = within(await screen.findByRole("alertdialog", { name: "Close access?" }));
  expect(asked.getByRole("list", { name: "What is open now" })).toBeTruthy();
  const after = within(asked.getByRole("list", { name: "After closing access" }));
  expect(after.getByText("Claiming the client again, with its key: shut.")).toBeTruthy();
  await user.click(asked.getByRole("button", { name: "Cancel" }));
  expect(linkedIds()).toContain("1003");
  await user.keyboard("{Shift>}{Control>}z{/Control}{/Shift}");
  await user.click(await screen.findByRole("button", { name: "Confirm" }));
  await waitFor(() => expect(linkedIds()).not.toContain("1003"));

  await user.click(await within(manager()).findByRole("button", { name: /Lift the bar/ }));
  await waitFor(() => expect(within(manager()).queryByRole("button", { name: /Lift the bar/ })).toBeNull());
  screen.getByRole("grid", { name: "Portal users" }).focus();
  await user.keyboard("{Control>}z{/Control}");
  const again = within(await screen.findByRole("alertdialog", { name: "Close access?" }));
  expect(again.getByText(/^To be taken back: /)).toBeTruthy();
  await user.click(again.getByRole("button", { name: "Confirm" }));
  await within(manager()).findByRole("button", { name: /Lift the bar/ });
});
