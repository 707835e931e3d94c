/** Closing access and lifting a bar (rule 27), online, or as a decision that waits. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { useToasts } from "../../components/Toasts";
import { change, read } from "../../data";
import type { BarredClient } from "../../ipc/types/BarredClient";
import type { ClientId } from "../../ipc/types/ClientId";
import type { IntentAnswer } from "../../ipc/types/IntentAnswer";
import type { IntentPaths } from "../../ipc/types/IntentPaths";
import type { OpenPath } from "../../ipc/types/OpenPath";
import type { OpenPaths } from "../../ipc/types/OpenPaths";
import type { PortalUserId } from "../../ipc/types/PortalUserId";
import type { Problem } from "../../ipc/types/Problem";
import { useLastHeard } from "../../shell/queries";
import { intendedWords } from "./link-change";

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
  return { before: paths.before, after: what === "de_link" ? paths.after_de_link : paths.after_close_access };
}

/** Closes access; offline it is decided, and waits. */
export function useCloseAccess(user: PortalUserId, client: ClientId) {
  const cache = useQueryClient();
  const { offline } = useLastHeard();
  return useMutation<Closed, Problem, string>({
    mutationFn: async (typed) => {
      const reason = typed.trim() === "" ? null : typed.trim();
      const pair = { portal_user_id: user, client_id: client, reason };
      if (!offline) {
        const { answer, after } = await change(cache, "close_access", pair, () => undefined);
        return { says: answer.says, title: "What is open now", paths: after, notChecked: [] };
      }
      const intent = { ...pair, what: "close_access" as const, confirmed: true };
      return intended(await change(cache, "intend", intent, () => undefined));
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

/** Lets the user claim the client again. */
export function useUnbar(user: PortalUserId) {
  const cache = useQueryClient();
  const toasts = useToasts();
  return ({ client_id: client, version }: BarredClient) =>
    change(
      cache,
      "unbar",
      {
        portal_user_id: user,
        client_id: client,
        reason: null,
        undo_of: null,
        if_version: version,
        confirmed: false,
      },
      ({ says }) => toasts.show({ says }),
    ).then(
      () => true,
      ({ title, next }: Problem) => {
        toasts.show({ says: title, next });
        return false;
      },
    );
}
