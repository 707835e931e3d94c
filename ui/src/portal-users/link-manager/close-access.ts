/** Closing access and lifting a bar (rule 27), online, or as a decision that waits. */
import { useMutation, useQuery } from "@tanstack/react-query";

import { change, read } from "../../data";
import type { BarredClient } from "../../ipc/types/BarredClient";
import type { ClientId } from "../../ipc/types/ClientId";
import type { IntentAnswer } from "../../ipc/types/IntentAnswer";
import type { IntentPaths } from "../../ipc/types/IntentPaths";
import type { LinkedClient } from "../../ipc/types/LinkedClient";
import type { OpenPath } from "../../ipc/types/OpenPath";
import type { OpenPaths } from "../../ipc/types/OpenPaths";
import type { PortalUserId } from "../../ipc/types/PortalUserId";
import type { Problem } from "../../ipc/types/Problem";
import { useLastHeard } from "../../shell/queries";
import { aroundClosing, deLinkTried, doubtOf } from "./closing-question";
import { done, intendedWords, useDesk } from "./link-change";
import { reversalOf, send } from "./pair-change";

/** What came of it, and the paths by what they are: those that are open now, or those that are only foreseen (45). */
type Closed = {
  says: string;
  title: "What is open now" | "After it is confirmed and sent";
  paths: readonly OpenPath[];
  notChecked: readonly string[];
};

/** What would be left of the paths; offline, as far as that is known here. No paths while they are looked for, or on a problem. */
export function useOpenPaths(user: PortalUserId, client: ClientId, what: "de_link" | "close_access") {
  const { offline } = useLastHeard();
  const pair = { portal_user_id: user, client_id: client };
  const online = useQuery({ ...read("open_paths", pair), enabled: !offline });
  const kept = useQuery({
    ...read("foresee_intent", { ...pair, what, reason: null, confirmed: true }),
    enabled: offline,
  });
  const { error, refetch } = offline ? kept : online;
  const paths = offline ? kept.data?.paths : online.data && answered(online.data, what);
  return {
    paths: error === null ? paths : undefined,
    notChecked: offline ? (kept.data?.not_checked ?? []) : [],
    error,
    refetch,
  };
}

function answered(paths: OpenPaths, what: "de_link" | "close_access"): IntentPaths {
  return what === "de_link" ? { before: paths.before, after: paths.after_de_link } : aroundClosing(paths);
}

/**
 * What a de-link is asked about, as the backend asks it: with the payment plans that would stop, by name (rules 26, 28). It
 * is only looked at, nothing is done. Without the backend it is what is known here.
 */
export function useDeLinkDoubt(user: PortalUserId, { client_id, de_link }: LinkedClient) {
  const { offline } = useLastHeard();
  const { data, error, refetch } = useQuery({
    ...read("links_batch", deLinkTried({ portal_user_id: user, client_id })),
    gcTime: 0,
    enabled: !offline,
  });
  const says = offline ? de_link.says : data && (doubtOf(data) ?? de_link.says);
  return { says, error, refetch };
}

/** Closes access; offline it is decided, and waits. */
export function useCloseAccess(user: PortalUserId, client: ClientId) {
  const desk = useDesk();
  const { offline } = useLastHeard();
  return useMutation<Closed, Problem, string>({
    mutationFn: async (typed) => {
      const reason = typed.trim() === "" ? null : typed.trim();
      const pair = { portal_user_id: user, client_id: client, reason };
      if (!offline) {
        const closing = { ...pair, if_version: null };
        const { answer, after } = await change(desk.cache, "close_access", closing, () => undefined);
        const back = reversalOf(desk, "close_access", { ...closing, ...PLAIN }, answer);
        if (back !== null) desk.undo.did(back);
        return { says: answer.says, title: "What is open now", paths: after, notChecked: [] };
      }
      const intent = { ...pair, what: "close_access" as const, confirmed: true };
      return intended(await change(desk.cache, "intend", intent, () => undefined));
    },
  });
}

/** Nothing was sent: the paths are those that the decision foresees. */
function intended(answer: IntentAnswer): Closed {
  return {
    says: intendedWords(answer),
    title: "After it is confirmed and sent",
    paths: answer.intent?.paths?.after ?? [],
    notChecked: answer.intent?.not_checked ?? [],
  };
}

/** What the window asks for that was not done before and asks for nothing besides. */
const PLAIN = { undo_of: null, confirmed: false };

/** Lets the user claim the client again. */
export function useUnbar(user: PortalUserId) {
  const desk = useDesk();
  return ({ client_id, version }: BarredClient) => {
    const request = { ...PLAIN, portal_user_id: user, client_id, reason: null, if_version: version };
    return send(desk, "unbar", request, (answer) => done(desk, "unbar", request, answer)).then(
      () => true,
      ({ title, next }: Problem) => {
        desk.toasts.show({ says: title, next });
        return false;
      },
    );
  };
}
