import * as fc from "fast-check";
import { expect, test } from "vitest";

import type { ShownColumn } from "../../ipc/types/ShownColumn";
import { ALL, NARROWEST, USUAL, WIDEST, remembered, shifted, shownOrNot, sized } from "./columns";
import { columnsAfter } from "./header-keys";

const column = fc.constantFrom(...ALL);
const acts = fc.array(
  fc.oneof(
    fc.tuple(column, fc.integer({ min: -9, max: 9 })).map(
      ([id, by]) =>
        (known: readonly ShownColumn[]) =>
          shifted(known, id, by),
    ),
    fc.tuple(column, fc.boolean()).map(
      ([id, isShown]) =>
        (known: readonly ShownColumn[]) =>
          shownOrNot(known, id, isShown),
    ),
    fc.tuple(column, fc.option(fc.double({ min: -50, max: 5000, noNaN: true }))).map(
      ([id, width]) =>
        (known: readonly ShownColumn[]) =>
          sized(known, id, width),
    ),
  ),
);

test("whatever is done to them, each column is there once, the name always, and none too wide or narrow", () => {
  fc.assert(
    fc.property(acts, (done) => {
      const columns = done.reduce((known, act) => act(known), USUAL);
      const ids = columns.map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
      expect(ids).toContain("name");
      for (const { width } of columns) {
        if (width !== null) expect(width).toBeGreaterThanOrEqual(NARROWEST);
        if (width !== null) expect(width).toBeLessThanOrEqual(WIDEST);
      }
      expect(remembered(columns)).toEqual(columns);
    }),
  );
});

test("a column that is moved on and back again is where it was", () => {
  const there = shifted(USUAL, "email", 2);
  expect(there.map(({ id }) => id)).toEqual(["name", "clients", "access", "email", "last_sign_in"]);
  expect(shifted(there, "email", -2)).toEqual(USUAL);
});

test("the keys do what dragging does", () => {
  const pressed = { key: "ArrowRight", shiftKey: true, ctrlKey: false, metaKey: false };
  expect(columnsAfter(pressed, USUAL, "email", 200)?.[1]).toEqual({ id: "email", width: 216 });
  expect(columnsAfter({ ...pressed, ctrlKey: true }, USUAL, "email", 200)?.[2]?.id).toBe("email");
  expect(columnsAfter({ ...pressed, shiftKey: false }, USUAL, "email", 200)).toBeUndefined();
});
