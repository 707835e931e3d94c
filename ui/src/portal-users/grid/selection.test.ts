import * as fc from "fast-check";
import { expect, test } from "vitest";

import { NOBODY, everybody, isSelected, sizeOf, toggled, withAll } from "./selection";

const LIST = { search: "", filter: "all", sort: "name", descending: false } as const;
const PEOPLE = Array.from({ length: 30 }, (_, id) => id);

const acts = fc.array(
  fc.oneof(
    fc.record({
      act: fc.constant("toggle" as const),
      users: fc.integer({ min: 0, max: 29 }).map((id) => [id]),
    }),
    fc.record({
      act: fc.constant("add" as const),
      users: fc
        .tuple(fc.nat(29), fc.nat(29))
        .map(([a, b]) => PEOPLE.slice(Math.min(a, b), Math.max(a, b) + 1)),
    }),
    fc.record({ act: fc.constant("everybody" as const), users: fc.constant([] as number[]) }),
    fc.record({ act: fc.constant("nobody" as const), users: fc.constant([] as number[]) }),
  ),
);

test("whatever is done, who is selected and how many are what a plain set of people would be", () => {
  fc.assert(
    fc.property(acts, (done) => {
      let selection = NOBODY;
      let plain = new Set<number>();
      for (const { act, users } of done) {
        const [user = 0] = users;
        if (act === "toggle") {
          selection = toggled(selection, user);
          if (!plain.delete(user)) plain.add(user);
        } else if (act === "add") {
          selection = withAll(selection, users);
          plain = new Set([...plain, ...users]);
        } else {
          selection = act === "everybody" ? everybody(LIST) : NOBODY;
          plain = new Set(act === "everybody" ? PEOPLE : []);
        }
      }
      expect(PEOPLE.filter((user) => isSelected(selection, user))).toEqual(
        PEOPLE.filter((user) => plain.has(user)),
      );
      expect(sizeOf(selection, PEOPLE.length)).toBe(plain.size);
    }),
  );
});
