import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { expect, test } from "vitest";

import { App } from "../../App";
import { fill } from "../../ipc/fake";
import { focusedRow, rows } from "../../test/window";

const MILLION = 1_000_000;

async function openMany() {
  const crowd = fill(MILLION);
  const user = userEvent.setup();
  render(<App />);
  await screen.findByRole("row", { name: /Person 0 / });
  await user.keyboard("{ArrowDown}");
  return { crowd, user, grid: screen.getByRole("grid") };
}

/** How far below the header a row stands, in px. */
function placeOf(row: Element | null | undefined): number {
  const moves = [row, row?.parentElement].map((element) =>
    element instanceof HTMLElement ? Number(/-?[\d.]+/.exec(element.style.transform)?.[0]) : Number.NaN,
  );
  return moves.reduce((sum, move) => sum + move, 0);
}

test("a million rows scroll in a track that a browser can scroll, and few of them are drawn", async () => {
  const { user, grid } = await openMany();
  expect(grid.getAttribute("aria-rowcount")).toBe("1000001");
  await user.keyboard("{Control>}{End}{/Control}{Home}");
  await waitFor(() => expect(document.activeElement?.textContent).toBe("Person 999999"));
  expect(focusedRow()?.getAttribute("aria-rowindex")).toBe("1000001");
  expect(rows().length).toBeLessThan(300);
  await user.keyboard("{Control>}{Home}{/Control}");
  await waitFor(() => expect(document.activeElement?.textContent).toBe("Person 0"));
});

test("a thumb dragged to the middle shows the middle, and the focus waits where it was", async () => {
  const { grid } = await openMany();
  grid.scrollTop = 2_000_000;
  fireEvent.scroll(grid);
  await screen.findByRole("row", { name: /Person 500085 / });
  expect(document.activeElement?.textContent).toBe("Person 0");
  expect(rows().length).toBeLessThan(300);
});

test("who comes before the rows in sight moves neither them nor the focus", async () => {
  const { crowd, user, grid } = await openMany();
  grid.scrollTop = 2_000_000;
  fireEvent.scroll(grid);
  await user.click(await screen.findByRole("gridcell", { name: "Person 500085" }));
  const focused = focusedRow();
  const before = placeOf(focused);
  const index = Number(focused?.getAttribute("aria-rowindex"));
  crowd.arrive(3);
  await waitFor(() => expect(grid.getAttribute("aria-rowcount")).toBe("1000004"), { timeout: 5000 });
  await waitFor(() => expect(focusedRow()?.getAttribute("aria-rowindex")).toBe(String(index + 3)));
  expect(focusedRow()).toBe(focused);
  expect(placeOf(focusedRow())).toBeCloseTo(before, 3);
});
