import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";

import { answerInstead, beOffline, fake, hold, refuse } from "../../ipc/fake";
import { needsConfirmation } from "../../ipc/fake-problems";
import { linkOf, linkedIds, manager, openManager } from "../../test/window";

const FIELD = "Link a client by name or Client ID";

function notices() {
  const all = screen.getAllByRole("status");
  const last = all.at(-1);
  if (last === undefined) throw new Error("the window has a place for notices");
  return within(last);
}

function closed() {
  return within(manager()).queryByRole("list", { name: "Clients with closed access" });
}

function historyText() {
  return within(manager()).getByRole("region", { name: "History" }).textContent;
}

test("a click opens the manager and says what is fixed", async () => {
  await openManager("jane.smith");
  const jane = within(manager());
  expect(jane.getByRole("heading", { name: "Jane Smith" })).toBeTruthy();
  expect(jane.getByText(/Name and e-mail are fixed/)).toBeTruthy();
  expect(jane.getByText("E-mail verified")).toBeTruthy();
  expect(jane.queryByRole("button", { name: /delete|rename|verify|reset/i })).toBeNull();
  expect(linkOf("1003").getByText(/linked by Dana Osei/)).toBeTruthy();
});

test("a client is linked by keyboard alone, with a reason", async () => {
  const user = await openManager("kenji");
  await user.keyboard("l");
  await user.keyboard("smith family tr");
  const option = await screen.findByRole("option", { name: /Smith Family Tr/ });
  expect([...option.querySelectorAll("mark")].map((mark) => mark.textContent)).toEqual([
    "Smith",
    "Family",
    "Tr",
  ]);
  await user.keyboard("{ArrowDown}{Enter}");
  await within(manager()).findByRole("button", { name: "Link" });
  await user.keyboard("asked by phone{Enter}");
  await waitFor(() => expect(linkedIds()).toEqual(["1002"]));
  expect(notices().getByText("Linked Smith Family Trust")).toBeTruthy();
  expect(historyText()).toContain("Dana Osei linked 1002 Smith Family Trust “asked by phone”");
  await waitFor(() => expect(document.activeElement).toBe(screen.getByRole("combobox", { name: FIELD })));
});

test("a client that is linked already cannot be chosen again", async () => {
  const user = await openManager("jane.smith");
  await user.type(screen.getByRole("combobox", { name: FIELD }), "1002");
  const option = await screen.findByRole("option", { name: /Smith Family Tr/ });
  expect(option.textContent).toContain("linked already");
  expect(option.getAttribute("aria-disabled")).toBe("true");
});

test("a closed access is shown until the client is linked again (27)", async () => {
  const user = await openManager("priya@books");
  expect(closed()?.textContent).toContain("1003 access closed by Dana Osei");
  await user.type(screen.getByRole("combobox", { name: FIELD }), "1003");
  await user.keyboard("{ArrowDown}{Enter}");
  await user.click(await within(manager()).findByRole("button", { name: "Link" }));
  await waitFor(() => expect(closed()).toBeNull());
});

test("a suggested client is linked with one press", async () => {
  const user = await openManager("jane.smith");
  const suggested = within(within(manager()).getByRole("list", { name: "Suggested clients" }));
  await user.click(suggested.getByRole("button", { name: "Link" }));
  await waitFor(() => expect(linkedIds()).toContain("1187"));
  expect(screen.queryByRole("list", { name: "Suggested clients" })).toBeNull();
});

test("a de-linked client leaves the list and can be brought back", async () => {
  const user = await openManager("jane.smith");
  await user.click(linkOf("1003").getByRole("button", { name: "De-link" }));
  expect(
    linkOf("1003").getByText("Jane will no longer see Jane Smith Realty Group. 2 linked clients stay."),
  ).toBeTruthy();
  await user.keyboard("left the group{Enter}");
  await waitFor(() => expect(linkedIds()).toEqual(["1002", "1001"]));
  expect(historyText()).toContain("de-linked 1003 Jane Smith Realty Group “left the group”");

  await user.click(notices().getByRole("button", { name: "Undo" }));
  await waitFor(() => expect(linkedIds()).toContain("1003"));
  expect(linkOf("1003").getByText(/linked by Dana Osei/)).toBeTruthy();
  expect(historyText()).toContain("took back the de-link of 1003");
  expect(notices().queryByRole("button", { name: "Undo" })).toBeNull();
});

test("after a de-link the focus is on the next client, and after the last in the list in the field", async () => {
  const user = await openManager("jane.smith");
  await user.click(linkOf("1003").getByRole("button", { name: "De-link" }));
  await user.keyboard("{Enter}");
  await waitFor(() =>
    expect(document.activeElement).toBe(linkOf("1002").getByRole("button", { name: "De-link" })),
  );
  await user.click(linkOf("1001").getByRole("button", { name: "De-link" }));
  await user.keyboard("{Enter}");
  await waitFor(() => expect(document.activeElement).toBe(screen.getByRole("combobox", { name: FIELD })));
});

test("Esc leaves a de-link alone and the manager open", async () => {
  const user = await openManager("jane.smith");
  await user.click(linkOf("1003").getByRole("button", { name: "De-link" }));
  await user.keyboard("{Escape}");
  const button = linkOf("1003").getByRole("button", { name: "De-link" });
  await waitFor(() => expect(document.activeElement).toBe(button));
  expect(linkedIds()).toHaveLength(3);
});

test("the last link asks first, with the focus on Cancel", async () => {
  const user = await openManager("ana.sofia");
  linkOf("1002").getByRole("button", { name: "De-link" }).focus();
  await user.keyboard("{Enter}");
  const dialog = within(await screen.findByRole("alertdialog", { name: "This is the last linked client" }));
  expect(document.activeElement).toBe(dialog.getByRole("button", { name: "Cancel" }));
  expect(await dialog.findByText(/The next sign-in will ask for a Client ID/)).toBeTruthy();
  await user.keyboard("{Enter}");
  await waitFor(() => expect(screen.queryByRole("alertdialog")).toBeNull());
  expect(linkedIds()).toEqual(["1002"]);

  await user.click(linkOf("1002").getByRole("button", { name: "De-link" }));
  await user.click(within(await screen.findByRole("alertdialog")).getByRole("button", { name: "De-link" }));
  await waitFor(() => expect(linkedIds()).toEqual([]));
  expect(screen.queryByRole("alertdialog")).toBeNull();
  await waitFor(() => expect(document.activeElement).toBe(screen.getByRole("combobox", { name: FIELD })));
});

test("an undo that comes too late explains itself and changes nothing", async () => {
  const user = await openManager("jane.smith");
  await user.click(linkOf("1003").getByRole("button", { name: "De-link" }));
  await user.keyboard("{Enter}");
  const undo = await notices().findByRole("button", { name: "Undo" });
  const jane = {
    portal_user_id: 108,
    client_id: "1003",
    reason: null,
    undo_of: null,
    if_version: null,
    confirmed: false,
  };
  await fake("link", jane);
  await fake("de_link", jane);
  await user.click(undo);
  await notices().findByText("Look at how it stands now, then decide.");
  expect(linkedIds()).toEqual(["1002", "1001"]);
});

test("a change that fails says what to do and keeps what was typed", async () => {
  const user = await openManager("jane.smith");
  const next = "Try again in a moment.";
  refuse("de_link", {
    type: "about:blank",
    status: 0,
    code: "unreachable",
    title: "The firm did not answer.",
    next,
    request_id: null,
    current: null,
  });
  await user.click(linkOf("1003").getByRole("button", { name: "De-link" }));
  await user.keyboard("left the group{Enter}");
  await notices().findByText(next);
  expect(linkOf("1003").getByRole("textbox", { name: /Reason/ })).toHaveProperty("value", "left the group");
});

test("a pair changes once however often its button is pressed", async () => {
  const user = await openManager("jane.smith");
  const release = hold("de_link");
  await user.click(linkOf("1003").getByRole("button", { name: "De-link" }));
  await user.keyboard("{Enter}{Enter}{Enter}");
  release();
  await waitFor(() => expect(linkedIds()).toEqual(["1002", "1001"]));
  expect(notices().getAllByText(/Jane Smith Realty Group/)).toHaveLength(1);
});

test("a bar is lifted where it is told", async () => {
  const user = await openManager("priya@books");
  const barred = within(within(manager()).getByRole("list", { name: "Clients with closed access" }));
  await user.click(barred.getByRole("button", { name: "Lift the bar" }));
  await waitFor(() => expect(closed()).toBeNull());
  expect(notices().getByText("Lifted the bar from Jane Smith Realty Group")).toBeTruthy();
});

test("what the backend asks only then is asked, with the focus on Cancel, and sent again if it is meant (26, 28)", async () => {
  const user = await openManager("jane.smith");
  const others = { portal_user_id: 108, reason: null, undo_of: null, if_version: null, confirmed: false };
  await fake("de_link", { ...others, client_id: "1001" });
  await fake("de_link", { ...others, client_id: "1002" });
  await user.click(linkOf("1003").getByRole("button", { name: "De-link" }));
  await user.keyboard("left the group{Enter}");
  const title = /^Jane will see no client any more/;
  const dialog = within(await screen.findByRole("alertdialog", { name: title }));
  expect(dialog.getByText("If that is what you want, confirm it.")).toBeTruthy();
  expect(document.activeElement).toBe(dialog.getByRole("button", { name: "Cancel" }));
  await user.keyboard("{Enter}");
  await waitFor(() => expect(screen.queryByRole("alertdialog")).toBeNull());
  expect(linkedIds()).toEqual(["1003"]);

  const reason = linkOf("1003").getByRole("textbox", { name: /Reason/ });
  expect(reason).toHaveProperty("value", "left the group");
  await waitFor(() => expect(document.activeElement).toBe(reason));
  await user.keyboard("{Enter}");
  const again = within(await screen.findByRole("alertdialog", { name: title }));
  await user.click(again.getByRole("button", { name: "De-link" }));
  await waitFor(() => expect(linkedIds()).toEqual([]));
  expect(historyText()).toContain("de-linked 1003 Jane Smith Realty Group “left the group”");
  expect(screen.queryByRole("alertdialog")).toBeNull();
});

test("the last of several de-links that wait is asked about too (28, 45)", async () => {
  beOffline(true);
  const user = await openManager("jane.smith");
  await screen.findByText(/^Offline\. /);
  for (const client of ["1003", "1002"]) {
    // One after the other, as a person does.
    /* oxlint-disable eslint/no-await-in-loop */
    await user.click(linkOf(client).getByRole("button", { name: "De-link" }));
    await user.keyboard("{Enter}");
    await within(manager()).findByText(client === "1003" ? /Realty Group: waits/ : /Family Trust: waits/);
    /* oxlint-enable eslint/no-await-in-loop */
  }
  await user.click(linkOf("1001").getByRole("button", { name: "De-link" }));
  const dialog = within(await screen.findByRole("alertdialog"));
  expect(dialog.getByText(/Once what waits is sent, no linked client is left/)).toBeTruthy();
  expect(document.activeElement).toBe(dialog.getByRole("button", { name: "Cancel" }));
  await user.click(dialog.getByRole("button", { name: "De-link" }));
  await waitFor(() => expect(screen.queryByRole("alertdialog")).toBeNull());
  const waits = within(manager()).getByRole("list", { name: "Waiting changes of this user" });
  expect(within(waits).getAllByRole("listitem")).toHaveLength(3);
  await waitFor(() => expect(document.activeElement).toBe(screen.getByRole("combobox", { name: FIELD })));
});

test("the portal is shown as this user sees it, always which is which, and nothing in it can be pressed (12)", async () => {
  const user = await openManager("jane.smith");
  await user.click(within(manager()).getByRole("button", { name: "See the portal" }));
  const dialog = within(await screen.findByRole("dialog", { name: "The portal as Jane Smith sees it" }));
  const table = within(await dialog.findByRole("table", { name: "Unpaid invoices" }));
  expect(table.getByRole("columnheader", { name: "Client" })).toBeTruthy();
  expect(table.getAllByRole("row")).toHaveLength(5);
  expect(table.getByRole("row", { name: /Smith Family Trust/ }).textContent).toContain("1,225.00 USD");
  expect(dialog.getByRole("list", { name: "Open portals" }).textContent).toContain("1003");
  expect(dialog.getAllByRole("button").map(({ textContent }) => textContent)).toEqual(["Done"]);
  expect(dialog.queryByRole("link")).toBeNull();
  await user.keyboard("{Escape}");
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
});

test("without the backend the portals are named, and what is not kept of them is said (45)", async () => {
  answerInstead("user_portal", (id) => ({
    portal_user_id: id,
    name: "Jane Smith",
    access: "can_sign_in",
    notice: null,
    clients: [{ client_id: "1002", name: "Smith Family Trust", owes: "2 unpaid invoices, 1 late fee" }],
    invoices: [],
    totals: [],
    data_as_of: null,
    not_checked: ["Invoices and amounts are not kept on this computer."],
  }));
  const user = await openManager("jane.smith");
  await user.click(within(manager()).getByRole("button", { name: "See the portal" }));
  const dialog = within(await screen.findByRole("dialog"));
  await dialog.findByText(/2 unpaid invoices, 1 late fee/);
  expect(dialog.getByRole("note").textContent).toContain("not kept on this computer");
  expect(dialog.queryByText("Nothing is due.")).toBeNull();
});

test("changes are undone and redone by keys, one after the other, and not while somebody types (26)", async () => {
  const user = await openManager("jane.smith");
  const take = async (client: string, left: number) => {
    await user.click(linkOf(client).getByRole("button", { name: "De-link" }));
    await user.keyboard("{Enter}");
    await waitFor(() => expect(linkedIds()).toHaveLength(left));
  };
  await take("1003", 2);
  await take("1002", 1);
  const elsewhere = within(manager()).getByRole("button", { name: "Close" });
  elsewhere.focus();
  await user.keyboard("{Control>}z{/Control}");
  await waitFor(() => expect(linkedIds()).toContain("1002"));
  elsewhere.focus();
  await user.keyboard("{Control>}z{/Control}");
  await waitFor(() => expect(linkedIds()).toHaveLength(3));
  elsewhere.focus();
  await user.keyboard("{Shift>}{Control>}z{/Control}{/Shift}");
  await waitFor(() => expect(linkedIds()).toHaveLength(2));
  screen.getByRole("combobox", { name: FIELD }).focus();
  await user.keyboard("{Control>}z{/Control}");
  expect(linkedIds()).toHaveLength(2);
});

test("an undo that does more than it seems to is asked about first, and left where it is if it is not meant (26)", async () => {
  const user = await openManager("kenji");
  await user.type(screen.getByRole("combobox", { name: FIELD }), "1002");
  await user.keyboard("{ArrowDown}{Enter}");
  await user.click(await within(manager()).findByRole("button", { name: "Link" }));
  await waitFor(() => expect(linkedIds()).toEqual(["1002"]));
  answerInstead("de_link", (request, usual) => {
    if (!request.confirmed) throw needsConfirmation("1 running payment plan would stop.");
    return usual(request);
  });
  await user.click(notices().getByRole("button", { name: "Undo" }));
  const dialog = within(await screen.findByRole("alertdialog", { name: /payment plan would stop/ }));
  await user.click(dialog.getByRole("button", { name: "Cancel" }));
  await waitFor(() => expect(screen.queryByRole("alertdialog")).toBeNull());
  expect(linkedIds()).toEqual(["1002"]);
  within(manager()).getByRole("button", { name: "Close" }).focus();
  await user.keyboard("{Control>}z{/Control}");
  await user.click(within(await screen.findByRole("alertdialog")).getByRole("button", { name: "Confirm" }));
  await waitFor(() => expect(linkedIds()).toEqual([]));
});

test("the last link's question names the payment plans that stop with it, and waits until it knows (26, 28)", async () => {
  const user = await openManager("ana.sofia");
  const says = "Ana will see no client any more. 1 running payment plan would stop: 50.00 USD every month.";
  answerInstead("links_batch", (batch, usual) => {
    const answer = usual(batch);
    for (const one of answer.results) one.problem = needsConfirmation(says);
    return answer;
  });
  const release = hold("links_batch");
  await user.click(linkOf("1002").getByRole("button", { name: "De-link" }));
  const dialog = within(await screen.findByRole("alertdialog", { name: "This is the last linked client" }));
  await dialog.findByText(/Looking at what would stop/);
  await user.click(dialog.getByRole("button", { name: "De-link" }));
  expect(linkedIds()).toEqual(["1002"]);
  release();
  await dialog.findByText(says);
  await user.click(dialog.getByRole("button", { name: "De-link" }));
  await waitFor(() => expect(linkedIds()).toEqual([]));
});

test("colleagues' changes do not move what is pointed at, and are shown on request", async () => {
  const user = await openManager("jane.smith");
  await user.hover(linkOf("1003").getByRole("button", { name: "De-link" }));
  const jane = { portal_user_id: 108, reason: null, undo_of: null, if_version: null, confirmed: true };
  const before = linkedIds();
  await fake("de_link", { ...jane, client_id: "1002" });
  await fake("link", { ...jane, client_id: "1011" });
  const held = await within(manager()).findByText(/Colleagues have changed 2 clients here/, undefined, {
    timeout: 4000,
  });
  expect(linkedIds()).toEqual(before);
  await user.click(within(held).getByRole("button", { name: "Show" }));
  await waitFor(() => expect(linkedIds()).toContain("1011"));
  expect(linkedIds()).not.toContain("1002");
});

test("one's own change is shown where one points, though a colleague's came while it was sent", async () => {
  const user = await openManager("jane.smith");
  const release = hold("de_link");
  await user.click(linkOf("1003").getByRole("button", { name: "De-link" }));
  await user.keyboard("{Enter}");
  const jane = { portal_user_id: 108, reason: null, undo_of: null, if_version: null, confirmed: true };
  await fake("link", { ...jane, client_id: "1011" });
  await waitFor(() => expect(linkedIds()).toContain("1011"), { timeout: 4000 });
  await user.hover(linkOf("1002").getByRole("button", { name: "De-link" }));
  release();
  await waitFor(() => expect(linkedIds()).not.toContain("1003"));
  expect(within(manager()).queryByText(/Colleagues have changed/)).toBeNull();

  await fake("de_link", { ...jane, client_id: "1011" });
  await within(manager()).findByText(/Colleagues have changed 1 client here/, undefined, { timeout: 4000 });
  expect(linkedIds()).toContain("1011");
});
