import { render, screen, within } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { expect, test } from "vitest";

import { App } from "../App";
import { answerInstead, beFirstStart, beOffline, fake, hasRecoveryKey, hold } from "../ipc/fake";
import { openWindow } from "../test/window";

async function firstStart() {
  beFirstStart();
  const user = userEvent.setup();
  render(<App />);
  await screen.findByRole("heading", { name: "Which firm do you work with?" });
  return user;
}

test("a first start asks for the firm, and the sample is one click away", async () => {
  const user = await firstStart();
  await user.click(screen.getByRole("button", { name: "Open the sample firm" }));
  await screen.findByRole("row", { name: /Alma Abara/ });
  expect(screen.getByText("Sample firm")).toBeTruthy();
});

test("a firm of one's own is named, its export checked and taken in four steps, and its recovery key is shown", async () => {
  answerInstead("take_export", (request, usual) => {
    hasRecoveryKey("A1B2-C3D4");
    return usual(request);
  });
  const user = await firstStart();
  await user.click(screen.getByRole("button", { name: "Import from the PMS…" }));
  await user.type(screen.getByRole("textbox", { name: /^The firm’s name/ }), "Osei Lang LLP");
  await user.click(screen.getByRole("button", { name: "Go on to the export" }));
  await screen.findByText("There was none yet.");
  await user.click(screen.getByRole("button", { name: "Choose the folder…" }));
  const foreseen = within(await screen.findByRole("region", { name: "What it would change" }));
  expect(foreseen.getByText("120 clients: 120 new, 0 turned inactive")).toBeTruthy();
  expect(foreseen.getByText(/these columns: partner/)).toBeTruthy();
  await user.click(foreseen.getByRole("button", { name: "Import" }));
  const key = await screen.findByRole("alertdialog", { name: "Keep the recovery key of this firm" });
  await user.click(within(key).getByRole("button", { name: "I have kept it" }));
  await screen.findByRole("region", { name: "Imported" });
  expect(screen.queryByText("Sample firm")).toBeNull();
  expect(await fake("firm_choices", null)).toMatchObject({ chosen: { at: "own" }, own_is_here: true });
});

test("a server that does not let one in says so and what to do, and nothing has changed", async () => {
  const user = await firstStart();
  await user.click(screen.getByRole("button", { name: "Connect to a server…" }));
  await user.type(screen.getByRole("textbox", { name: "Address" }), "portico.example.com");
  const token = screen.getByLabelText("Token");
  expect(token.getAttribute("type")).toBe("password");
  await user.type(token, "wrong");
  await user.click(screen.getByRole("button", { name: "Connect" }));
  const alert = await screen.findByRole("alert");
  expect(alert.textContent).toContain("does not know this token");
  expect((await fake("firm_choices", null)).chosen).toBeNull();
  await user.clear(token);
  await user.type(token, "right{Enter}");
  await screen.findByRole("row", { name: /Alma Abara/ });
  expect(screen.queryByText("Sample firm")).toBeNull();
});

test("the sample is left for another firm in the settings, and come back to", async () => {
  const user = await openWindow();
  await user.click(screen.getByRole("link", { name: "Settings" }));
  await screen.findByText("The sample firm, on this computer");
  await user.click(screen.getByRole("button", { name: "Work with another firm…" }));
  await user.click(screen.getByRole("button", { name: "Connect to a server…" }));
  await user.type(screen.getByRole("textbox", { name: "Address" }), "portico.example.com");
  await user.type(screen.getByLabelText("Token"), "right{Enter}");
  await screen.findByRole("row", { name: /Alma Abara/ });
  await user.click(screen.getByRole("link", { name: "Settings" }));
  await screen.findByText("Your firm’s server, portico.example.com");
  await user.click(screen.getByRole("button", { name: "Work with another firm…" }));
  await user.click(screen.getByRole("button", { name: "Open the sample firm" }));
  await screen.findByRole("row", { name: /Alma Abara/ });
  expect(screen.getByText("Sample firm")).toBeTruthy();
});

test("wiping names what is lost and what stays, and the window begins anew", async () => {
  beOffline(true);
  await fake("intend", {
    what: "link",
    portal_user_id:
      (await fake("portal_users", { search: "kenji", filter: "all", sort: "name", descending: false }))
        .rows[0]?.id ?? 0,
    client_id: "1003",
    reason: null,
    confirmed: true,
  });
  const user = await openWindow();
  await user.click(screen.getByRole("link", { name: "Settings" }));
  await user.click(await screen.findByRole("button", { name: "Wipe now…" }));
  const question = within(await screen.findByRole("alertdialog", { name: "Wipe now?" }));
  expect((await question.findByRole("list", { name: "Lost changes" })).textContent).toContain(
    "Jane Smith Realty Group",
  );
  expect(question.getByText(/What stays: the firm itself/)).toBeTruthy();
  expect(screen.queryByRole("button", { name: "Sign out…" })).toBeNull();
  await user.click(question.getByRole("button", { name: "Wipe now" }));
  await screen.findByRole("row", { name: /Alma Abara/ });
  expect((await fake("intents", null)).intents).toEqual([]);
});

test("signing out of a server leads to the first question", async () => {
  const user = await openWindow();
  await fake("choose_firm", { at: "server", address: "portico.example.com", token: "right" });
  await user.click(screen.getByRole("link", { name: "Settings" }));
  await user.click(await screen.findByRole("button", { name: "Sign out…" }));
  const question = within(await screen.findByRole("alertdialog", { name: "Sign out?" }));
  await user.click(question.getByRole("button", { name: "Sign out" }));
  await screen.findByRole("heading", { name: "Which firm do you work with?" });
});

test("while another firm is opened no key and no menu does anything in the old window", async () => {
  const user = await openWindow();
  await user.click(screen.getByRole("link", { name: "Settings" }));
  await user.click(await screen.findByRole("button", { name: "Work with another firm…" }));
  const release = hold("choose_firm");
  await user.click(await screen.findByRole("button", { name: "Open the sample firm" }));
  await screen.findByRole("alertdialog", { name: "Opening the firm…" });
  await user.keyboard("{Escape}{Control>}4{/Control}");
  expect(screen.getByRole("alertdialog", { name: "Opening the firm…" })).toBeTruthy();
  expect(document.querySelector("h1")?.textContent).toBe("Settings");
  release();
  await screen.findByRole("grid", { name: "Portal users" });
  expect(screen.queryByRole("alertdialog")).toBeNull();
});
