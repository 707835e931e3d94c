/** What is asked before access is closed: what a de-link does besides, and the paths before and after it (rules 26, 27, 28). */
import type { QueryClient } from "@tanstack/react-query";

import { read } from "../../data";
import type { LinksBatch } from "../../ipc/types/LinksBatch";
import type { LinksBatchAnswer } from "../../ipc/types/LinksBatchAnswer";
import type { OpenPaths } from "../../ipc/types/OpenPaths";
import type { Question } from "../../undo/undo-stack";

type Pair = { portal_user_id: number; client_id: string };

/** A de-link that is only tried: nothing is done. */
export function deLinkTried({ portal_user_id, client_id }: Pair): LinksBatch {
  const deLink = { portal_user_id, client_id, act: "de_link", if_version: null, undo_of: null } as const;
  return { changes: [deLink], reason: null, dry_run: true, confirmed: false };
}

/** What the backend asks about a de-link that was tried, if anything. */
export function doubtOf({ results }: LinksBatchAnswer): string | undefined {
  const asked = results[0]?.problem;
  return asked?.code === "needs_confirmation" ? asked.title : undefined;
}

/** The paths as they are, and as they would be once access is closed. */
export function aroundClosing({ before, after_close_access: after }: OpenPaths) {
  return { before, after };
}

/**
 * The question before an undo or a redo closes access, as the pair stands at this moment; `step` names the change that it
 * is about. Rejects with a problem where that cannot be looked at: nothing is closed before its paths were seen.
 */
export async function closingQuestion(cache: QueryClient, pair: Pair, step: string): Promise<Question> {
  const { portal_user_id, client_id } = pair;
  const [paths, tried] = await Promise.all([
    cache.fetchQuery({ ...read("open_paths", { portal_user_id, client_id }), staleTime: 0 }),
    cache.fetchQuery({ ...read("links_batch", deLinkTried(pair)), staleTime: 0, gcTime: 0 }),
  ]);
  const doubt = doubtOf(tried);
  const besides = doubt === undefined ? "" : ` ${doubt}`;
  return {
    title: "Close access?",
    next: `${step} That de-links the client, bars the user from claiming it again, and revokes the one-click links that were sent.${besides}`,
    paths: aroundClosing(paths),
  };
}
