import { render, screen } from "@testing-library/react";
import axe from "axe-core";
import { expect, test } from "vitest";

import { App } from "../App";
import { refuse } from "../ipc/fake";
import { linkOf, openManager, openWindow } from "./window";

/** What axe finds wrong. Colours and sizes are not laid out here. */
async function faults() {
  const { violations } = await axe.run(document.body, {
    rules: { "color-contrast": { enabled: false }, "target-size": { enabled: false } },
  });
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}`));
}

test("the list is accessible", async () => {
  await openWindow();
  expect(await faults()).toEqual([]);
});

test("the link manager is accessible, also while a client is searched and a de-link asked about", async () => {
  const user = await openManager("jane.smith");
  expect(await faults()).toEqual([]);
  await user.click(linkOf("1003").getByRole("button", { name: "De-link" }));
  await user.type(screen.getByRole("combobox"), "smith");
  await screen.findAllByRole("option");
  expect(await faults()).toEqual([]);
});

test("the question for the last link is accessible", async () => {
  const user = await openManager("ana.sofia");
  await user.click(linkOf("1002").getByRole("button", { name: "De-link" }));
  await screen.findByRole("alertdialog");
  expect(await faults()).toEqual([]);
});

test("the way into a firm whose key is lost is accessible", async () => {
  refuse("session", {
    type: "about:blank",
    status: 0,
    code: "key_lost",
    title: "The firm's file on this computer is encrypted.",
    next: "Type the firm's recovery key.",
    request_id: null,
    current: null,
  });
  render(<App />);
  await screen.findByRole("textbox", { name: "Recovery key" });
  expect(await faults()).toEqual([]);
});
