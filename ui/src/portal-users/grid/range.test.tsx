import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";

import { answerInstead, fill, hold, refuse } from "../../ipc/fake";
import { UNREACHABLE } from "../../ipc/fake-problems";
import { openWindow } from "../../test/window";

function selected() {
  return within(screen.getByRole("toolbar", { name: "Selected portal users" }));
}

test("a range whose people arrive late does not undo what came after it", async () => {
  const crowd = fill(450);
  const user = await openWindow(/Person 0 /);
  await user.keyboard("{ArrowDown} ");
  const heard: number[] = [];
  answerInstead("portal_users", (query) => {
    heard.push(query.row ?? 0);
    return crowd.portalUsers(query);
  });
  const release = hold("portal_users");
  await user.keyboard("{Control>}{Shift>}{End}{/Shift}a{/Control}");
  expect(selected().getByText("450 selected, all who match")).toBeTruthy();
  release();
  await waitFor(() => expect(heard).toEqual(expect.arrayContaining([100, 200, 300, 400])));
  await screen.findByRole("row", { name: /Person 449 / });
  expect(selected().getByText("450 selected, all who match")).toBeTruthy();
});

test("a range that cannot be read is told, and can be taken again", async () => {
  fill(450);
  const user = await openWindow(/Person 0 /);
  await user.keyboard("{ArrowDown} ");
  refuse("portal_users", UNREACHABLE);
  await user.keyboard("{Control>}{Shift>}{End}{/Shift}{/Control}");
  await screen.findByText(/The range was not selected. The firm backend does not answer./);
  expect(selected().getByText("1 selected")).toBeTruthy();
  refuse("portal_users", null);
  await user.keyboard("{ArrowUp}{Shift>}{ArrowDown}{/Shift}");
  await waitFor(() => expect(selected().getByText("450 selected")).toBeTruthy());
});
