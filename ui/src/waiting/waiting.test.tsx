import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";

import { beOffline } from "../ipc/fake";
import { linkOf, linkedIds, manager, openManager } from "../test/window";

function banner() {
  return within(screen.getByRole("status", { name: "Connection" }));
}

function changes() {
  return within(screen.getByRole("list", { name: "Waiting changes" })).getAllByRole("listitem");
}

function button(index: number, name: string) {
  const item = changes()[index];
  if (item === undefined) throw new Error(`nothing waits at ${index}`);
  return within(item).getByRole("button", { name });
}

/** De-links two of Jane's clients while offline: 1003, and 1002, which will have moved. */
async function decideTwo() {
  beOffline(true);
  const user = await openManager("jane.smith");
  await banner().findByText(/^Offline\. You are looking at what is kept on this computer, as of/);
  for (const client of ["1003", "1002"]) {
    // One after the other, as a person does.
    // oxlint-disable-next-line eslint/no-await-in-loop
    await user.click(linkOf(client).getByRole("button", { name: "De-link" }));
    // oxlint-disable-next-line eslint/no-await-in-loop
    await user.keyboard("{Enter}");
    const waits = within(manager());
    // oxlint-disable-next-line eslint/no-await-in-loop
    await waits.findByText(client === "1003" ? /Realty Group: waits/ : /Family Trust: waits/);
  }
  return user;
}

test("what is changed offline waits, and is told as intended and never as done", async () => {
  const user = await decideTwo();
  expect(linkedIds()).toHaveLength(3);
  expect(screen.getByText(/Will de-link Jane Smith Realty Group when back online/)).toBeTruthy();
  await user.click(banner().getByRole("link", { name: "2 waiting" }));
  await screen.findByText(/2 changes wait for your confirmation, which is possible once the firm answers/);
  expect(changes()[0]?.textContent).toContain("decided 2 hours ago by Dana Osei");
  expect(screen.getByRole("button", { name: "Confirm and send all" })).toHaveProperty("disabled", true);
});

test("it is withdrawn from the notice, from the manager and from the list", async () => {
  const user = await decideTwo();
  await user.click(within(manager()).getAllByRole("button", { name: "Withdraw" })[0] ?? document.body);
  await banner().findByRole("link", { name: "1 waiting" });
  await user.click(banner().getByRole("link", { name: "1 waiting" }));
  await screen.findByRole("list", { name: "Waiting changes" });
  await user.click(button(0, "Withdraw"));
  await screen.findByText(/^Nothing waits/);
});

test("back online it is confirmed once; what has moved is refused with both states", async () => {
  const user = await decideTwo();
  beOffline(false);
  await banner().findByText(/The firm answers again/, undefined, { timeout: 3000 });
  await user.click(banner().getByRole("link", { name: "2 waiting" }));
  await user.click(await screen.findByRole("button", { name: "Confirm and send all" }));
  await waitFor(() => expect(changes()[0]?.textContent).toContain("Done"));
  const refused = changes()[1]?.textContent;
  expect(refused).toContain("has claimed Smith Family Trust in the meantime");
  expect(refused).toContain("Decided onnot linked, changed last by Dana Osei");
  expect(refused).toContain("Nowlinked by Kenji Smith");
  await user.click(button(1, "Put away"));
  await waitFor(() => expect(changes()).toHaveLength(1));
});

test("closing access offline is decided on what is known here, and says what was not looked at", async () => {
  beOffline(true);
  const user = await openManager("jane.smith");
  await banner().findByText(/^Offline/);
  await user.click(linkOf("1003").getByRole("button", { name: "Close access…" }));
  const dialog = within(await screen.findByRole("alertdialog"));
  await dialog.findByText(/One-click links are not kept on this computer/);
  await user.click(dialog.getByRole("button", { name: "Close access" }));
  await screen.findByRole("alertdialog", { name: /^Will close access to Jane Smith Realty Group/ });
  await user.click(screen.getByRole("button", { name: "Done" }));
  await banner().findByRole("link", { name: "1 waiting" });
});
