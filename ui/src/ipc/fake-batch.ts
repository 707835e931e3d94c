/** How the fake firm carries out a batch of links and de-links, or tells what it would come to. */
import type { FakeFirm } from "./fake-firm";
import type { BatchedResult } from "./types/BatchedResult";
import type { LinksBatch } from "./types/LinksBatch";
import type { LinksBatchAnswer } from "./types/LinksBatchAnswer";
import type { Problem } from "./types/Problem";

export function fakeBatch(
  firm: FakeFirm,
  { changes, reason, dry_run, confirmed }: LinksBatch,
): LinksBatchAnswer {
  const results = changes.map((change): BatchedResult => {
    const { portal_user_id, client_id, act, if_version, undo_of } = change;
    const nothing = {
      portal_user_id,
      client_id,
      changed: false,
      state: null,
      activity: null,
      says: null,
      more: false,
    };
    try {
      const on = dry_run ? firm.copy() : firm;
      const { state, changed, activity, says, more } = on.change(act === "link", {
        portal_user_id,
        client_id,
        reason,
        undo_of,
        if_version,
        confirmed,
      });
      return { ...nothing, state, changed, activity: dry_run ? null : activity, says, more, problem: null };
    } catch (problem) {
      // The fake firm throws nothing else.
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion
      return { ...nothing, problem: problem as Problem };
    }
  });
  return { dry_run, results, changed: results.filter(({ changed }) => changed).length };
}
