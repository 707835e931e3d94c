import { screen, waitFor, within } from "@testing-library/react";
import type { UserEvent } from "@testing-library/user-event";
import { expect, test } from "vitest";

import { answerInstead, fill, hold, refuse } from "../../ipc/fake";
import type { BatchedResult } from "../../ipc/types/BatchedResult";
import type { LinksBatch } from "../../ipc/types/LinksBatch";
import type { Problem } from "../../ipc/types/Problem";
import { openWindow, searchBox } from "../../test/window";

const ANA = 101;
const JANE = 108;
const ZOE = 143;

function problem(code: Problem["code"], status: number): Problem {
  const words = { title: "That did not work.", next: "Look at it." };
  return { type: "about:blank", status, code, ...words, request_id: null, current: null };
}

/** Opens the dialog for everybody who answers a search. */
async function openDialog(user: UserEvent, search: string, button: string, client: string) {
  if (search !== "") {
    await user.type(searchBox(), search);
    await screen.findByText(/^(?!63)\d+ of 63/);
  }
  await user.click(searchBox());
  await user.keyboard("{ArrowDown}{Control>}a{/Control}");
  await user.click(await screen.findByRole("button", { name: button }));
  const dialog = within(await screen.findByRole("alertdialog"));
  await user.type(dialog.getByRole("combobox", { name: "Client by name or Client ID" }), client);
  await user.click(await dialog.findByRole("option", { name: new RegExp(client) }));
  return dialog;
}

/** Every batch that is sent from now on. */
function heardBatches(amend: (result: BatchedResult, batch: LinksBatch) => BatchedResult = (one) => one) {
  const heard: LinksBatch[] = [];
  answerInstead("links_batch", (batch, usual) => {
    heard.push(batch);
    const answer = usual(batch);
    return { ...answer, results: answer.results.map((one) => amend(one, batch)) };
  });
  return heard;
}

function isUndo(changes: LinksBatch["changes"]) {
  return changes.some((one) => one.undo_of !== null);
}

function told(batches: readonly LinksBatch[]) {
  return batches
    .filter((batch) => !batch.dry_run)
    .map(({ confirmed, changes }): [boolean, number[]] => [
      confirmed,
      changes.map((one) => one.portal_user_id).toSorted((a, b) => a - b),
    ]);
}

test("only what was asked about is sent as confirmed (rules 26 and 28)", async () => {
  const user = await openWindow();
  const heard = heardBatches();
  const dialog = await openDialog(user, "smith", "De-link…", "Smith Family Trust");
  await user.click(await dialog.findByRole("checkbox", { name: "De-link these 1 portal user too" }));
  await user.click(dialog.getByRole("button", { name: "De-link 3 portal users" }));
  await dialog.findByText("De-linked 3 portal users.");
  expect(told(heard)).toEqual([
    [false, [JANE, ZOE]],
    [true, [ANA]],
  ]);
});

test("taking back confirms nothing, and tells of the plans that stay stopped (rule 26)", async () => {
  const user = await openWindow();
  const heard = heardBatches((one, { changes }) =>
    isUndo(changes) ? { ...one, says: `${one.says}. 2 payment plans stay stopped`, more: true } : one,
  );
  const dialog = await openDialog(user, "zoe@", "De-link…", "Smith Family Trust");
  await user.click(await dialog.findByRole("button", { name: "De-link 1 portal user" }));
  await user.click(await dialog.findByRole("button", { name: "Done" }));
  await user.click(screen.getByRole("button", { name: "Undo" }));
  await screen.findByText(/1 portal user: Linked Smith Family Trust. 2 payment plans stay stopped./);
  expect(told(heard)).toEqual([
    [false, [ZOE]],
    [false, [ZOE]],
  ]);
});

test("what taking back would do beside is asked about, and left and told where it is not meant (rule 26)", async () => {
  const user = await openWindow();
  heardBatches((one, { changes }) =>
    isUndo(changes) ? { ...one, changed: false, problem: problem("needs_confirmation", 409) } : one,
  );
  const dialog = await openDialog(user, "zoe@", "Link…", "Smith Lakehouse");
  await user.click(await dialog.findByRole("button", { name: "Link 1 portal user" }));
  await user.click(await dialog.findByRole("button", { name: "Done" }));
  await user.click(screen.getByRole("button", { name: "Undo" }));
  await user.click(within(await screen.findByRole("alertdialog")).getByRole("button", { name: "Cancel" }));
  await screen.findByText(/Taken back for 0 portal users. Not for 1 portal user./);
  expect(screen.getByText(/That did not work. Look at it./)).toBeTruthy();
});

test("a bar is lifted only where that is agreed to (rule 27)", async () => {
  const user = await openWindow();
  const heard = heardBatches();
  const dialog = await openDialog(user, "", "Link…", "Jane Smith Realty");
  await dialog.findByText(/only if you say so: .*The user may claim it again too./);
  const agree = dialog.getByRole("checkbox", { name: "Link these 1 portal user too" });
  const button = dialog.getByRole("button", { name: /^Link \d+ portal users$/ });
  const before = button.textContent;
  await user.click(agree);
  expect(button.textContent).not.toBe(before);
  await user.click(agree);
  await user.click(button);
  await dialog.findByText(new RegExp(`^${before.replace("Link", "Linked")}.`));
  expect(told(heard).flatMap(([, users]) => users)).not.toContain(101 + 62 * 7);
});

test("after a stop it can be looked at again, to the end", async () => {
  const user = await openWindow();
  const release = hold("links_batch");
  const dialog = await openDialog(user, "smith", "De-link…", "Smith Family Trust");
  await user.click(await dialog.findByRole("button", { name: "Stop" }));
  release();
  await dialog.findByText(/Not looked at to the end: 1 portal user./);
  await user.click(dialog.getByRole("button", { name: "Look again" }));
  await dialog.findByRole("checkbox", { name: "De-link these 1 portal user too" });
});

test("where the list cannot be read that is told, and tried again", async () => {
  fill(250);
  const user = await openWindow(/Person 0 /);
  refuse("portal_users", problem("unreachable", 0));
  const dialog = await openDialog(user, "", "De-link…", "Smith Family Trust");
  await dialog.findByText("That did not work.");
  refuse("portal_users", null);
  await user.click(dialog.getByRole("button", { name: "Try again" }));
  await dialog.findByText(/would be de-linked from/);
});

test("a batch without an answer may have been done, and is told apart", async () => {
  const user = await openWindow();
  answerInstead("links_batch", (batch, usual) => {
    if (!batch.dry_run) throw problem("unreachable", 0);
    return usual(batch);
  });
  const dialog = await openDialog(user, "zoe@", "Link…", "Smith Lakehouse");
  await user.click(await dialog.findByRole("button", { name: "Link 1 portal user" }));
  await dialog.findByText(/1 portal user may or may not have been changed: look at these again./);
  await user.click(dialog.getByRole("button", { name: "Look at these again" }));
  await dialog.findByText(/would be linked to/);
});

test("who asks first and who is refused stand in lists of their own, as far as anybody reads", async () => {
  const user = await openWindow();
  heardBatches((one, { confirmed }) => {
    if (one.portal_user_id === ZOE) return { ...one, changed: false, problem: problem("moved", 409) };
    return confirmed ? one : { ...one, changed: false, problem: problem("needs_confirmation", 409) };
  });
  const dialog = await openDialog(user, "", "De-link…", "Smith Family Trust");
  const asking = within(await dialog.findByRole("list", { name: "Asks first" }));
  expect(
    within(dialog.getByRole("list", { name: "Cannot be changed" })).getAllByRole("listitem").length,
  ).toBe(1);
  expect(asking.getAllByRole("listitem").length).toBe(20);
  await user.click(dialog.getByRole("button", { name: "Show 20 more of 42 portal users" }));
  expect(asking.getAllByRole("listitem").length).toBe(40);
});

test("what went wrong while the doubtful ones were looked at is told", async () => {
  const user = await openWindow();
  answerInstead("links_batch", (batch, usual) => {
    if (batch.confirmed) throw problem("unreachable", 0);
    return usual(batch);
  });
  const dialog = await openDialog(user, "smith", "De-link…", "Smith Family Trust");
  await dialog.findByText(/Not looked at to the end: 1 portal user. That did not work. Look at it./);
  await waitFor(() => expect(dialog.queryByRole("checkbox")).toBeNull());
});
