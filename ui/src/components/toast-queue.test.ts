import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { ToastQueue } from "./toast-queue";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function says(queue: ToastQueue) {
  return queue.shown().map((toast) => toast.says);
}

test("a notice goes after ten seconds", () => {
  const queue = new ToastQueue();
  queue.show({ says: "Linked" });
  vi.advanceTimersByTime(9_999);
  expect(says(queue)).toEqual(["Linked"]);
  vi.advanceTimersByTime(1);
  expect(says(queue)).toEqual([]);
});

test("a notice that somebody points at stays, and then has the rest of its time", () => {
  const queue = new ToastQueue();
  queue.show({ says: "Linked" });
  vi.advanceTimersByTime(6_000);
  queue.pause();
  vi.advanceTimersByTime(60_000);
  queue.resume();
  vi.advanceTimersByTime(3_999);
  expect(says(queue)).toEqual(["Linked"]);
  vi.advanceTimersByTime(1);
  expect(says(queue)).toEqual([]);
});

test("a problem stays until it is closed", () => {
  const queue = new ToastQueue();
  queue.show({ says: "Somebody was faster", next: "Look again" });
  vi.advanceTimersByTime(600_000);
  expect(says(queue)).toEqual(["Somebody was faster"]);
});

test("the oldest notice makes room", () => {
  const queue = new ToastQueue();
  for (const number of ["1", "2", "3", "4"]) queue.show({ says: number });
  expect(says(queue)).toEqual(["2", "3", "4"]);
});
