import { expect, test } from "vitest";

import { count, day, since } from "./format";

const NOW = new Date(2026, 10, 23, 10, 0);

test("a sign-in of today shows its time, an older one its day", () => {
  expect(since(new Date(2026, 10, 23, 9, 14).toISOString(), NOW)).toMatch(/^today 0?9:14/);
  const yesterday = new Date(2026, 10, 22, 23, 59).toISOString();
  expect(since(yesterday, NOW)).toBe(day(yesterday));
  expect(day(new Date(2026, 10, 20).toISOString())).toMatch(/2026/);
});

test("somebody who never signed in has no date", () => {
  expect(since(null, NOW)).toBe("never");
});

test("large counts are written as the locale writes them", () => {
  expect(count(48210)).toBe(new Intl.NumberFormat().format(48210));
});
