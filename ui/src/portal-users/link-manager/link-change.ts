/**
 * Linking and de-linking: one change of a pair at a time, told in a notice that takes it back. While the backend does not
 * answer it is decided, and waits (rule 45).
 */
import { useMutationState, useQueryClient } from "@tanstack/react-query";
import type { QueryClient } from "@tanstack/react-query";

import { useToasts } from "../../components/Toasts";
import { change, dataKey } from "../../data";
import type { ClientId } from "../../ipc/types/ClientId";
import type { DeskStanding } from "../../ipc/types/DeskStanding";
import type { IntentAnswer } from "../../ipc/types/IntentAnswer";
import type { LinkAnswer } from "../../ipc/types/LinkAnswer";
import type { LinkChange } from "../../ipc/types/LinkChange";
import type { PortalUserId } from "../../ipc/types/PortalUserId";
import type { Problem } from "../../ipc/types/Problem";
import { useUndo } from "../../undo/Undo";
import type { Reversal } from "../../undo/undo-stack";
import { reversalOf, send } from "./pair-change";
import type { Desk, PairAct } from "./pair-change";

type LinkCommand = "link" | "de_link";

/** Whether staff were asked already, and who hears the question if there is one only now (26, 28). */
type Asking = { confirmed: boolean; onDoubt?: (problem: Problem) => void };

/** All that a change of this window needs. */
export function useDesk(): Desk {
  return { cache: useQueryClient(), toasts: useToasts(), undo: useUndo() };
}

/** Links or de-links; the promise tells whether it succeeded, once the lists are fresh again. */
export function useLinkChange(user: PortalUserId) {
  const desk = useDesk();
  return (
    command: LinkCommand,
    client: ClientId,
    reason = "",
    { confirmed, onDoubt }: Asking = { confirmed: false },
  ) => {
    const act = isOffline(desk.cache) ? intend : run;
    const request = {
      portal_user_id: user,
      client_id: client,
      reason: reason.trim() === "" ? null : reason.trim(),
      undo_of: null,
      if_version: null,
      confirmed,
    };
    return carriedOut(desk, act(desk, command, request), onDoubt);
  };
}

function isOffline(cache: QueryClient): boolean {
  return cache.getQueryData<DeskStanding>(dataKey("standing", null))?.connection === "offline";
}

function intend(desk: Desk, what: LinkCommand, request: LinkChange): Promise<unknown> {
  const { portal_user_id, client_id, reason, confirmed } = request;
  const body = { what, portal_user_id, client_id, reason, confirmed };
  return change(desk.cache, "intend", body, (answer) => {
    const { intent } = answer;
    tell(desk, intendedWords(answer), intent === null ? null : withdrawal(desk, answer.says, intent.id));
  });
}

/** What a decision came to, and how long it waits where it cannot be kept. */
export function intendedWords({ says, memory_only: why }: IntentAnswer): string {
  return why === null ? says : `${says}. It waits only until Portico ends: ${why}`;
}

/** Nothing was sent yet, so that there is nothing to do again. */
function withdrawal(desk: Desk, says: string, id: number): Reversal {
  const withdrawn = () => change(desk.cache, "withdraw_intent", id, () => undefined);
  return { says, run: async () => ((await carriedOut(desk, withdrawn())) ? null : "kept") };
}

function run(desk: Desk, command: LinkCommand, request: LinkChange): Promise<unknown> {
  return send(desk, command, request, (answer) => done(desk, command, request, answer));
}

/** Tells what was done, and how to take it back. */
export function done(desk: Desk, act: PairAct, request: LinkChange, answer: LinkAnswer) {
  tell(desk, answer.says, reversalOf(desk, act, request, answer));
}

function tell({ toasts, undo }: Desk, says: string, back: Reversal | null) {
  if (back === null) {
    toasts.show({ says });
    return;
  }
  undo.did(back);
  toasts.show({ says, undo: () => void undo.undo(back) });
}

/** Whether it was; if not, it is asked whether it is meant, or a notice tells why and what to do. */
function carriedOut(
  { toasts }: Desk,
  changing: Promise<unknown>,
  onDoubt?: Asking["onDoubt"],
): Promise<boolean> {
  return changing.then(
    () => true,
    (problem: Problem) => {
      const { code, title, next } = problem;
      if (code === "needs_confirmation" && onDoubt !== undefined) onDoubt(problem);
      else toasts.show({ says: title, next });
      return false;
    },
  );
}

/** The clients whose link with a user is changing right now. */
export function useChanging(user: PortalUserId): readonly ClientId[] {
  const pending = useMutationState({
    filters: { status: "pending" },
    select: ({ state }) => state.variables,
  });
  return pending.flatMap((request) =>
    isLinkChange(request) && request.portal_user_id === user ? [request.client_id] : [],
  );
}

/** When a link of a user was changed from here last, whatever came of it; 0 if it was not. */
export function useLastChange(user: PortalUserId): number {
  const begun = useMutationState({ select: ({ state }) => [state.variables, state.submittedAt] as const });
  const own = begun.filter(([request]) => isLinkChange(request) && request.portal_user_id === user);
  return Math.max(0, ...own.map(([, at]) => at));
}

function isLinkChange(request: unknown): request is LinkChange {
  return (
    typeof request === "object" && request !== null && "portal_user_id" in request && "client_id" in request
  );
}
