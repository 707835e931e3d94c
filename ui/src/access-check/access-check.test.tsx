import { screen, waitFor, within } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { expect, test, vi } from "vitest";

import { answerInstead, beOffline, hold, refuse } from "../ipc/fake";
import { UNREACHABLE } from "../ipc/fake-problems";
import { linkOf, openManager, openWindow } from "../test/window";

async function openCheck() {
  const user = await openWindow();
  await user.click(screen.getByRole("link", { name: "Access check" }));
  await screen.findByRole("heading", { name: "Access check" });
  return user;
}

function who() {
  return screen.getByRole("combobox", { name: "Who is asking" });
}

function which() {
  return screen.getByRole("combobox", { name: "Which client" });
}

async function ask(email: string, client: string) {
  const user = await openCheck();
  await user.type(who(), `${email}{Enter}`);
  await user.keyboard("{Enter}");
  await user.type(which(), client);
  await screen.findAllByRole("option");
  await user.keyboard("{ArrowDown}{Enter}");
  await screen.findByRole("region", { name: "Verdict" });
  return user;
}

function steps() {
  return within(screen.getByRole("list", { name: "Steps" })).getAllByRole("listitem");
}

test("the verdict is one sentence, the deciding step is marked, and its next step has a button", async () => {
  const user = await ask("kenji@smithfam.example", "1002");
  await screen.findByRole("heading", { name: /^Kenji cannot see and pay for Smith Family Trust/ });
  const decides = steps().filter((step) => step.getAttribute("aria-current") === "step");
  expect(decides.map((step) => step.textContent)).toEqual(["Failed:Not linked to this client.decides"]);
  expect(steps().at(-1)?.textContent).toContain("Not asked any more");

  const next = within(screen.getByRole("region", { name: "Next step" }));
  expect(next.getAllByRole("button")).toHaveLength(1);
  await user.click(next.getByRole("button", { name: "Link 1002" }));
  await screen.findByRole("heading", { name: "Kenji can see and pay for Smith Family Trust." });
  expect(screen.getByRole("button", { name: "Undo" })).toBeTruthy();
});

test("what only the user can do is told apart and offers staff no button", async () => {
  await ask("kenji@smithfam.example", "1002");
  const own = within(screen.getByRole("region", { name: "Only the user can" }));
  expect(own.getByText(/Only the user can claim/)).toBeTruthy();
  expect(own.queryByRole("button")).toBeNull();
});

test("that no attempt was recorded is an answer (43)", async () => {
  await ask("kenji@smithfam.example", "1002");
  expect(
    within(screen.getByRole("region", { name: "Attempts" })).getByText(/No attempt was recorded/),
  ).toBeTruthy();
});

test("where staff can do nothing the main button copies the reply", async () => {
  const user = await ask("nobody@example.com", "1002");
  await screen.findByRole("heading", { name: /there is no account yet/ });
  const next = within(screen.getByRole("region", { name: "Next step" }));
  await user.click(next.getByRole("button", { name: "Copy the reply" }));
  await screen.findByText("Copied");
  expect(await navigator.clipboard.readText()).toBe("Hello, please sign in and claim the client.");
});

test("a text that cannot be copied says so, with the way out", async () => {
  const user = await ask("nobody@example.com", "1002");
  vi.spyOn(navigator.clipboard, "writeText").mockRejectedValueOnce(new Error("no"));
  await user.click(await screen.findByRole("button", { name: "Copy" }));
  await screen.findByText(/Select it with the mouse/);
});

test("a Client ID pasted where the person belongs names the client", async () => {
  const user = await openCheck();
  await user.type(who(), "1187");
  await user.click(await screen.findByRole("option", { name: /Smith Lakehouse LLC/ }));
  await waitFor(() => expect(which()).toHaveProperty("value", "1187  Smith Lakehouse LLC"));
  expect(who()).toHaveProperty("value", "");
});

test("a linked client leads to its check", async () => {
  const user = await openManager("jane.smith");
  await user.click(linkOf("1003").getByRole("link", { name: "Check access" }));
  await screen.findByRole("heading", { name: "Jane can see and pay for Jane Smith Realty Group." });
  expect(who()).toHaveProperty("value", "jane.smith@example.com");
});

test("a rehearsal says exactly what is wrong and what to say back (42)", async () => {
  const user = await openCheck();
  const rehearsal = within(screen.getByRole("complementary", { name: "Key rehearsal" }));
  await user.type(rehearsal.getByRole("textbox", { name: "Client ID as read out" }), "A-77");
  await user.type(rehearsal.getByRole("textbox", { name: "Invoice number as read out" }), "20931{Enter}");
  await rehearsal.findByText("This opens the portal.");
  expect(rehearsal.getByText(/exactly as printed/)).toBeTruthy();
});

test("what was said of one key goes once another is typed, also where it comes late", async () => {
  const user = await openCheck();
  const rehearsal = within(screen.getByRole("complementary", { name: "Key rehearsal" }));
  const client = rehearsal.getByRole("textbox", { name: "Client ID as read out" });
  await user.type(client, "A-77{Enter}");
  await rehearsal.findByText(/^Say back/);
  await user.type(client, "8");
  expect(rehearsal.queryByText(/^Say back/)).toBeNull();

  const release = hold("key_rehearsal");
  await user.keyboard("{Enter}9");
  release();
  await user.type(rehearsal.getByRole("textbox", { name: "Invoice number as read out" }), "1");
  expect(rehearsal.queryByText(/^Say back/)).toBeNull();
  await user.keyboard("{Enter}");
  await rehearsal.findByText(/^Say back/);
});

test("offline it answers too, and says how old the answer is (45)", async () => {
  beOffline(true);
  await ask("kenji@smithfam.example", "1002");
  expect(screen.getAllByText(/Offline: answered from what is kept on this computer, as of/)).toBeTruthy();
});

test("a question that is refused says what to do", async () => {
  const user = userEvent.setup();
  refuse("access_check", UNREACHABLE);
  await openCheck();
  await user.type(who(), "nobody@example.com{Enter}");
  const alert = await screen.findByRole("alert");
  expect(alert.textContent).toContain("Check the connection and look again.");
});

test("what is no address is told with an example, and so is that nothing was typed", async () => {
  const user = await openWindow();
  await user.click(screen.getByRole("link", { name: "Access check" }));
  await screen.findByRole("heading", { name: "Access check" });
  await user.click(screen.getByRole("button", { name: "Check" }));
  expect((await screen.findByRole("alert")).textContent).toContain("such as jane@example.com");
  await user.type(screen.getByRole("combobox", { name: "Who is asking" }), "nobody at home{Escape}");
  await user.click(screen.getByRole("button", { name: "Check" }));
  await screen.findByText(/is not an e-mail address. Write it in full/);
});

test("an address one slip away is offered, and what is known besides is told", async () => {
  answerInstead("access_check", (query, usual) => ({
    ...usual(query),
    clues: query.email.startsWith("kenji") ? ["Dana Osei took the link with Smith away on 3 Aug 2026."] : [],
  }));
  const user = await openWindow();
  await user.click(screen.getByRole("link", { name: "Access check" }));
  await user.type(
    await screen.findByRole("combobox", { name: "Who is asking" }),
    "kneji@smithfam.example{Enter}",
  );
  await user.click(screen.getByRole("button", { name: "Check" }));
  const besides = within(await screen.findByRole("list", { name: "Known besides" }));
  await user.click(besides.getByRole("link", { name: /kenji@smithfam.example/ }));
  await screen.findByText(/Dana Osei took the link/);
});
