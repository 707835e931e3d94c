/** Sends many changes in batches that are short enough to stop after each. */
import { call } from "../../ipc/invoke";
import type { BatchedChange } from "../../ipc/types/BatchedChange";
import type { Problem } from "../../ipc/types/Problem";
import { NOTHING, withResults } from "./outcome";
import type { Outcome } from "./outcome";

/** The most changes of one request, and so of one transaction. */
const AT_ONCE = 200;

/** Changes that are sent alike: confirmed are only those that somebody was asked about (rules 26 and 28). */
export type Part = { changes: readonly BatchedChange[]; confirmed: boolean };

export type Sending = {
  dryRun: boolean;
  reason: string;
  /** Heard after each batch: how many were sent. */
  onProgress: (sent: number) => void;
  /** Once aborted, nothing more is sent. */
  signal: AbortSignal;
};

/** What came of what was sent, what was not sent, and why not, if anything went wrong. */
export type Sent = {
  outcome: Outcome;
  /** Sent, but no answer came: they may or may not have been changed. Never after a dry run. */
  uncertain: readonly BatchedChange[];
  unsent: readonly BatchedChange[];
  problem: Problem | null;
};

/** Sends one part after the other; the first batch that fails is the last one. */
export async function send(parts: readonly Part[], sending: Sending): Promise<Sent> {
  const { dryRun, onProgress, signal } = sending;
  const reason = sending.reason.trim() === "" ? null : sending.reason.trim();
  const batches = parts.flatMap(inBatches);
  const from = (at: number) => batches.slice(at).flatMap(({ changes }) => changes);
  let outcome = NOTHING;
  let sent = 0;
  for (const [at, { changes, confirmed }] of batches.entries()) {
    if (signal.aborted) return { outcome, uncertain: [], unsent: from(at), problem: null };
    try {
      const batch = { changes: [...changes], reason, dry_run: dryRun, confirmed };
      // One batch after the other, so that it can be stopped.
      // oxlint-disable-next-line eslint/no-await-in-loop
      const { results } = await call("links_batch", batch);
      outcome = withResults(outcome, results);
    } catch (cause) {
      // What `call` rejects with is always a problem.
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion
      const problem = cause as Problem;
      if (dryRun || isAnswered(problem)) return { outcome, uncertain: [], unsent: from(at), problem };
      return { outcome, uncertain: changes, unsent: from(at + 1), problem };
    }
    sent += changes.length;
    onProgress(sent);
  }
  return { outcome, uncertain: [], unsent: [], problem: null };
}

function inBatches({ changes, confirmed }: Part): Part[] {
  const number = Math.ceil(changes.length / AT_ONCE);
  return Array.from({ length: number }, (_, at) => ({
    changes: changes.slice(at * AT_ONCE, (at + 1) * AT_ONCE),
    confirmed,
  }));
}

/** Whether the backend itself refused the whole batch, so that nothing of it was done. */
function isAnswered({ status }: Problem): boolean {
  return status >= 400 && status < 500;
}
