/** Linking and de-linking: one change of a pair at a time, told in a notice that takes it back. */
import { useMutationState } from "@tanstack/react-query";

import { useToasts } from "../../components/Toasts";
import { useChange } from "../../data";
import type { ClientId } from "../../ipc/types/ClientId";
import type { LinkAnswer } from "../../ipc/types/LinkAnswer";
import type { LinkChange } from "../../ipc/types/LinkChange";
import type { PortalUserId } from "../../ipc/types/PortalUserId";
import type { Problem } from "../../ipc/types/Problem";

type Change = "link" | "de_link";

const OPPOSITE: Record<Change, Change> = { link: "de_link", de_link: "link" };

/** Links or de-links; the promise tells whether it succeeded, once the lists are fresh again. */
export function useLinkChange(user: PortalUserId) {
  const toasts = useToasts();
  const link = useChange("link", (answer, request) => tell("link", request, answer));
  const deLink = useChange("de_link", (answer, request) => tell("de_link", request, answer));

  function run(change: Change, request: LinkChange): Promise<boolean> {
    return (change === "link" ? link : deLink).mutateAsync(request).then(
      () => true,
      ({ title, next }: Problem) => {
        toasts.show({ says: title, next });
        return false;
      },
    );
  }

  function tell(change: Change, request: LinkChange, { says, ...answer }: LinkAnswer) {
    const back = undoOf(request, answer);
    toasts.show(back === null ? { says } : { says, undo: () => void run(OPPOSITE[change], back) });
  }

  return (change: Change, client: ClientId, reason = "") =>
    run(change, {
      portal_user_id: user,
      client_id: client,
      reason: reason.trim() === "" ? null : reason.trim(),
      undo_of: null,
      if_version: null,
    });
}

/** What takes a change back; none where nothing changed, or where the change was an undo itself. */
function undoOf(
  request: LinkChange,
  { changed, activity, state }: Omit<LinkAnswer, "says">,
): LinkChange | null {
  if (!changed || activity === null || request.undo_of !== null) return null;
  return { ...request, reason: null, undo_of: activity, if_version: state.version };
}

/** The clients whose link with a user is changing right now. */
export function useChanging(user: PortalUserId): readonly ClientId[] {
  const pending = useMutationState({
    filters: { status: "pending" },
    select: ({ state }) => state.variables,
  });
  return pending.flatMap((change) =>
    isLinkChange(change) && change.portal_user_id === user ? [change.client_id] : [],
  );
}

function isLinkChange(request: unknown): request is LinkChange {
  return (
    typeof request === "object" && request !== null && "portal_user_id" in request && "client_id" in request
  );
}
