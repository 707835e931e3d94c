/** Sends many changes in batches that are short enough to stop after each. */
import { call } from "../../ipc/invoke";
import type { BatchedChange } from "../../ipc/types/BatchedChange";
import type { Problem } from "../../ipc/types/Problem";
import { NOTHING, withResults } from "./outcome";
import type { Outcome } from "./outcome";

/** The most changes of one request, and so of one transaction. */
const AT_ONCE = 200;

export type Sending = {
  dryRun: boolean;
  confirmed: boolean;
  reason: string;
  /** Heard after each batch: how many were sent. */
  onProgress: (sent: number) => void;
  /** Once aborted, nothing more is sent. */
  signal: AbortSignal;
};

/** What came of what was sent, what was not sent, and why not, if anything went wrong. */
export type Sent = { outcome: Outcome; unsent: readonly BatchedChange[]; problem: Problem | null };

export async function send(changes: readonly BatchedChange[], sending: Sending): Promise<Sent> {
  const { dryRun, confirmed, onProgress, signal } = sending;
  const reason = sending.reason.trim() === "" ? null : sending.reason.trim();
  let outcome = NOTHING;
  for (let at = 0; at < changes.length; at += AT_ONCE) {
    if (signal.aborted) return { outcome, unsent: changes.slice(at), problem: null };
    const batch = { changes: changes.slice(at, at + AT_ONCE), reason, dry_run: dryRun, confirmed };
    try {
      // One batch after the other, so that it can be stopped.
      // oxlint-disable-next-line eslint/no-await-in-loop
      const { results } = await call("links_batch", batch);
      outcome = withResults(outcome, results);
    } catch (problem) {
      // What `call` rejects with is always a problem.
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion
      return { outcome, unsent: changes.slice(at), problem: problem as Problem };
    }
    onProgress(Math.min(changes.length, at + AT_ONCE));
  }
  return { outcome, unsent: [], problem: null };
}
