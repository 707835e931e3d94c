import { expect, test } from "vitest";

import type { BatchedResult } from "../../ipc/types/BatchedResult";
import { sentences } from "./says";

function said(user: number, says: string): BatchedResult {
  const nothing = { state: null, activity: null, problem: null };
  return { portal_user_id: user, client_id: "1002", changed: true, says, more: true, ...nothing };
}

test("each sentence is told once, with the number of those that it is said of", () => {
  const lifted = "Linked Smith. The user may claim it again too";
  const results = [said(1, "Linked Smith"), said(2, lifted), said(3, lifted)];
  expect(sentences(results)).toEqual([
    ["Linked Smith", 1],
    [lifted, 2],
  ]);
});
