/** Taking back what was done to many, and doing it again: each on the version that the change before has left. */
import type { QueryClient } from "@tanstack/react-query";

import type { ToastQueue } from "../../components/toast-queue";
import { refresh } from "../../data";
import { DATA } from "../../ipc/commands";
import type { BatchedAct } from "../../ipc/types/BatchedAct";
import type { BatchedChange } from "../../ipc/types/BatchedChange";
import type { BatchedResult } from "../../ipc/types/BatchedResult";
import type { Problem } from "../../ipc/types/Problem";
import type { Ask, Reversal, UndoStack } from "../../undo/undo-stack";
import { send } from "./batches";
import type { Sent } from "./batches";
import { doingAgain, pairOf, people, takingBack } from "./outcome";
import type { Outcome } from "./outcome";
import { taken } from "./taken";

type Desk = { cache: QueryClient; toasts: ToastQueue; undo: UndoStack };

/** What was done to many, as it was done first: to be taken back, or to be done again. */
type Done = { act: BatchedAct; says: string; changed: readonly BatchedResult[] };

export function takingManyBack(desk: Desk, done: Done): Reversal {
  const changes = () => takingBack(done.act, done.changed, desk.undo.alike.now);
  return step(desk, done, changes, "Taken back", -1, ({ changed }) => {
    const still = among(done.changed, changed);
    return doingManyAgain(desk, { ...done, changed: still });
  });
}

function doingManyAgain(desk: Desk, done: Done): Reversal {
  const changes = () => doingAgain(done.act, done.changed, desk.undo.alike.now);
  return step(desk, done, changes, "Done again", 0, ({ changed }) => {
    const activities = new Map(changed.map((one) => [pairOf(one), one.activity]));
    const still = among(done.changed, changed);
    const anew = still.map((one) =>
      Object.assign({}, one, { activity: activities.get(pairOf(one)) ?? null }),
    );
    return takingManyBack(desk, { ...done, changed: anew });
  });
}

/** Those of the first that are among the others. */
function among(first: readonly BatchedResult[], others: readonly BatchedResult[]) {
  const pairs = new Set(others.map(pairOf));
  return first.filter((one) => pairs.has(pairOf(one)));
}

/** One way; each pair stands afterwards as the version did that is so far from the one after the change. */
function step(
  { cache, toasts, undo }: Desk,
  { says, changed: done }: Done,
  changes: () => readonly BatchedChange[],
  did: "Taken back" | "Done again",
  far: 0 | -1,
  next: (outcome: Outcome) => Reversal,
): Reversal {
  return {
    says,
    run: async (ask) => {
      const sent = await sendAsking(changes(), ask);
      await refresh(cache, DATA.links_batch.stales);
      toasts.show(taken(did, sent));
      const was = new Map(done.map((one) => [pairOf(one), one.state?.version ?? 0]));
      for (const one of sent.outcome.changed) {
        const pair = pairOf(one);
        if (one.state !== null) undo.alike.again(pair, (was.get(pair) ?? 0) + far, one.state.version);
      }
      if (sent.outcome.changed.length > 0) return next(sent.outcome);
      return sent.problem === null && sent.outcome.doubtful.length === 0 ? null : "kept";
    },
  };
}

/** Sends what does nothing else; what does more is asked about once, and sent only if that is meant (rules 26, 28). */
async function sendAsking(changes: readonly BatchedChange[], ask: Ask): Promise<Sent> {
  const first = await sendAll(changes, false);
  const question = asked(first.outcome.doubtful);
  if (question === null || !(await ask(question))) return first;
  const doubtful = new Set(first.outcome.doubtful.map((one) => one.portal_user_id));
  const meant = changes.filter((one) => doubtful.has(one.portal_user_id));
  return joined(first, await sendAll(meant, true));
}

function sendAll(changes: readonly BatchedChange[], confirmed: boolean): Promise<Sent> {
  const { signal } = new AbortController();
  const how = { dryRun: false, reason: "", onProgress: () => undefined, signal };
  return send([{ changes, confirmed }], how);
}

function asked(doubtful: readonly BatchedResult[]): Problem | null {
  const problem = doubtful[0]?.problem ?? null;
  if (problem === null || doubtful.length === 1) return problem;
  return {
    ...problem,
    title: `For ${people(doubtful.length)} more comes of it. The first: ${problem.title}`,
  };
}

function joined(first: Sent, second: Sent): Sent {
  const both = (which: "changed" | "same" | "refused") => [...first.outcome[which], ...second.outcome[which]];
  return {
    outcome: {
      changed: both("changed"),
      same: both("same"),
      refused: both("refused"),
      doubtful: second.outcome.doubtful,
    },
    uncertain: [...first.uncertain, ...second.uncertain],
    unsent: [...first.unsent, ...second.unsent],
    problem: first.problem ?? second.problem,
  };
}
