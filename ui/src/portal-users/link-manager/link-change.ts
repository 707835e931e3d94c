/**
 * Linking and de-linking: one change of a pair at a time, told in a notice that takes it back. While the backend does not
 * answer it is decided, and waits (rule 45).
 */
import { useMutationState, useQueryClient } from "@tanstack/react-query";
import type { QueryClient } from "@tanstack/react-query";

import type { ToastQueue } from "../../components/toast-queue";
import { useToasts } from "../../components/Toasts";
import { change, dataKey } from "../../data";
import type { ClientId } from "../../ipc/types/ClientId";
import type { DeskStanding } from "../../ipc/types/DeskStanding";
import type { IntentAnswer } from "../../ipc/types/IntentAnswer";
import type { LinkAnswer } from "../../ipc/types/LinkAnswer";
import type { LinkChange } from "../../ipc/types/LinkChange";
import type { PortalUserId } from "../../ipc/types/PortalUserId";
import type { Problem } from "../../ipc/types/Problem";

type LinkCommand = "link" | "de_link";

const OPPOSITE: Record<LinkCommand, LinkCommand> = { link: "de_link", de_link: "link" };

/** What a change needs, also when it is taken back long after its place on the screen is gone. */
type Desk = { cache: QueryClient; toasts: ToastQueue; onDoubt?: Asking["onDoubt"] };

/** Whether staff were asked already, and who hears the question if there is one only now (26, 28). */
type Asking = { confirmed: boolean; onDoubt?: (problem: Problem) => void };

/** Links or de-links; the promise tells whether it succeeded, once the lists are fresh again. */
export function useLinkChange(user: PortalUserId) {
  const desk: Desk = { cache: useQueryClient(), toasts: useToasts() };
  return (
    command: LinkCommand,
    client: ClientId,
    reason = "",
    { confirmed, onDoubt }: Asking = { confirmed: false },
  ) => {
    const act = isOffline(desk.cache) ? intend : run;
    return act({ ...desk, onDoubt }, command, {
      portal_user_id: user,
      client_id: client,
      reason: reason.trim() === "" ? null : reason.trim(),
      undo_of: null,
      if_version: null,
      confirmed,
    });
  };
}

function isOffline(cache: QueryClient): boolean {
  return cache.getQueryData<DeskStanding>(dataKey("standing", null))?.connection === "offline";
}

function intend(desk: Desk, what: LinkCommand, request: LinkChange): Promise<boolean> {
  const { portal_user_id, client_id, reason, confirmed } = request;
  const body = { what, portal_user_id, client_id, reason, confirmed };
  return carriedOut(
    desk,
    change(desk.cache, "intend", body, (answer) => {
      const { intent } = answer;
      const told = { says: intendedWords(answer) };
      if (intent === null) desk.toasts.show(told);
      else desk.toasts.show({ ...told, undo: () => void withdraw(desk, intent.id) });
    }),
  );
}

/** What a decision came to, and how long it waits where it cannot be kept. */
export function intendedWords({ says, memory_only: why }: IntentAnswer): string {
  return why === null ? says : `${says}. It waits only until Portico ends: ${why}`;
}

function withdraw(desk: Desk, id: number): Promise<boolean> {
  return carriedOut(
    desk,
    change(desk.cache, "withdraw_intent", id, () => undefined),
  );
}

function run(desk: Desk, command: LinkCommand, request: LinkChange): Promise<boolean> {
  return carriedOut(
    desk,
    change(desk.cache, command, request, (answer) => tell(desk, command, request, answer)),
  );
}

/** Whether it was; if not, it is asked whether it is meant, or a notice tells why and what to do. */
function carriedOut({ toasts, onDoubt }: Desk, changing: Promise<unknown>): Promise<boolean> {
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

function tell(desk: Desk, command: LinkCommand, request: LinkChange, answer: LinkAnswer) {
  const { says } = answer;
  const back = undoOf(request, answer);
  // Whoever would have asked may be gone from the screen by then.
  const later = { cache: desk.cache, toasts: desk.toasts };
  if (back === null) desk.toasts.show({ says });
  else desk.toasts.show({ says, undo: () => void run(later, OPPOSITE[command], back) });
}

/** What takes a change back; none where nothing changed, or where the change was an undo itself. */
function undoOf(request: LinkChange, { changed, activity, state }: LinkAnswer): LinkChange | null {
  if (!changed || activity === null || request.undo_of !== null) return null;
  return { ...request, reason: null, undo_of: activity, if_version: state.version };
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

function isLinkChange(request: unknown): request is LinkChange {
  return (
    typeof request === "object" && request !== null && "portal_user_id" in request && "client_id" in request
  );
}
