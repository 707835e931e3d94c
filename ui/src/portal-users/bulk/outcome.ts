/** What became of a batch of links or de-links, or would become of it. Pure: tests know it by heart. */
import type { BatchedAct } from "../../ipc/types/BatchedAct";
import type { BatchedChange } from "../../ipc/types/BatchedChange";
import type { BatchedResult } from "../../ipc/types/BatchedResult";
import type { ClientId } from "../../ipc/types/ClientId";
import type { PortalUserId } from "../../ipc/types/PortalUserId";

/** The results of a batch, each in one of these. */
export type Outcome = {
  changed: readonly BatchedResult[];
  /** Nothing to do: linked already, or not linked. */
  same: readonly BatchedResult[];
  /** Asks to be confirmed first: a last link, or payment plans that stop (rules 26 and 28). */
  doubtful: readonly BatchedResult[];
  refused: readonly BatchedResult[];
};

export const NOTHING: Outcome = { changed: [], same: [], doubtful: [], refused: [] };

/** The outcome with these results as well. */
export function withResults(outcome: Outcome, results: readonly BatchedResult[]): Outcome {
  return {
    changed: [...outcome.changed, ...results.filter(({ changed }) => changed)],
    same: [...outcome.same, ...results.filter(({ changed, problem }) => !changed && problem === null)],
    doubtful: [
      ...outcome.doubtful,
      ...results.filter(({ problem }) => problem?.code === "needs_confirmation"),
    ],
    refused: [...outcome.refused, ...results.filter(isRefused)],
  };
}

function isRefused({ problem }: BatchedResult): boolean {
  return problem !== null && problem.code !== "needs_confirmation";
}

/** The changes that do one thing to each of these people and a client. */
export function changesOf(
  act: BatchedAct,
  client: ClientId,
  users: readonly PortalUserId[],
): readonly BatchedChange[] {
  return users.map((user) => ({
    portal_user_id: user,
    client_id: client,
    act,
    if_version: null,
    undo_of: null,
  }));
}

/** The changes as they were foreseen: each only if the pair still stands as it did then. */
export function asForeseen(act: BatchedAct, foreseen: readonly BatchedResult[]): readonly BatchedChange[] {
  return foreseen.flatMap(({ portal_user_id, client_id, changed, state }) =>
    changed && state !== null
      ? [{ portal_user_id, client_id, act, if_version: state.version - 1, undo_of: null }]
      : [],
  );
}

function opposite(act: BatchedAct): BatchedAct {
  return act === "link" ? "de_link" : "link";
}

/** The version of a pair that stands now as this one did. */
type Now = (pair: string, version: number) => number;

/** A pair by its name. */
export function pairOf({ portal_user_id, client_id }: Pick<BatchedChange, "portal_user_id" | "client_id">) {
  return `${portal_user_id} ${client_id}`;
}

/** The changes that take these back, each only if nothing else has happened to the pair since. */
export function takingBack(
  act: BatchedAct,
  done: readonly BatchedResult[],
  now: Now = (_, version) => version,
): readonly BatchedChange[] {
  return done.flatMap(({ portal_user_id, client_id, activity, state }) => {
    if (activity === null || state === null) return [];
    const if_version = now(pairOf({ portal_user_id, client_id }), state.version);
    return [{ portal_user_id, client_id, act: opposite(act), if_version, undo_of: activity }];
  });
}

/** The changes that do these again after they were taken back, each only if nothing else has happened to the pair since. */
export function doingAgain(
  act: BatchedAct,
  done: readonly BatchedResult[],
  now: Now,
): readonly BatchedChange[] {
  return done.flatMap(({ portal_user_id, client_id, state }) => {
    if (state === null) return [];
    const if_version = now(pairOf({ portal_user_id, client_id }), state.version - 1);
    return [{ portal_user_id, client_id, act, if_version, undo_of: null }];
  });
}

/** So many things, in words. */
export function people(number: number): string {
  return number === 1 ? "1 portal user" : `${number.toLocaleString()} portal users`;
}
