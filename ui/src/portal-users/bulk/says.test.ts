import { expect, test } from "vitest";

import type { BatchedResult } from "../../ipc/types/BatchedResult";
import { beyond, sentences } from "./says";

function said(user: number, says: string): BatchedResult {
  const nothing = { state: null, activity: null, problem: null };
  return { portal_user_id: user, client_id: "1002", changed: true, says, ...nothing };
}

test("more than the deed is told apart, whichever way the name is written, and each sentence once", () => {
  const lifted = "Linked \u2068כהן, נועה\u2069. The user may claim it again too";
  const results = [said(1, "Linked \u2068כהן, נועה\u2069"), said(2, lifted), said(3, lifted)];
  const more = beyond("link", "כהן, נועה", results);
  expect(more.map((one) => one.portal_user_id)).toEqual([2, 3]);
  expect(sentences(more)).toEqual([[lifted, 2]]);
});
