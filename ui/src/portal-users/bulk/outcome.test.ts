import { expect, test } from "vitest";

import type { BatchedResult } from "../../ipc/types/BatchedResult";
import type { Problem } from "../../ipc/types/Problem";
import { NOTHING, asForeseen, takingBack, withResults } from "./outcome";

function problem(code: Problem["code"]): Problem {
  return {
    type: "about:blank",
    status: 409,
    code,
    title: "No.",
    next: "Look.",
    request_id: null,
    current: null,
  };
}

function result(user: number, part: Partial<BatchedResult>): BatchedResult {
  return {
    portal_user_id: user,
    client_id: "1002",
    changed: false,
    state: null,
    activity: null,
    says: null,
    more: false,
    problem: null,
    ...part,
  };
}

const STATE = { version: 7, origin: null, barred: false, changed_by: "Dana", changed_at: null };

test("each result is in exactly one part of the outcome", () => {
  const results = [
    result(1, { changed: true, state: STATE, activity: 40 }),
    result(2, { state: STATE }),
    result(3, { problem: problem("needs_confirmation") }),
    result(4, { problem: problem("moved") }),
  ];
  const { changed, same, doubtful, refused } = withResults(NOTHING, results);
  expect([changed, same, doubtful, refused].map((part) => part.map((one) => one.portal_user_id))).toEqual([
    [1],
    [2],
    [3],
    [4],
  ]);
});

test("what was foreseen is done on the state it was foreseen on, and taken back on the one it led to", () => {
  const foreseen = [result(1, { changed: true, state: STATE }), result(2, { state: STATE })];
  expect(asForeseen("de_link", foreseen)).toEqual([
    { portal_user_id: 1, client_id: "1002", act: "de_link", if_version: 6, undo_of: null },
  ]);
  const done = [result(1, { changed: true, state: STATE, activity: 40 })];
  expect(takingBack("de_link", done)).toEqual([
    { portal_user_id: 1, client_id: "1002", act: "link", if_version: 7, undo_of: 40 },
  ]);
});
