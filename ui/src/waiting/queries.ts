/** The data of this screen: what was decided while the backend did not answer. */
import { useQuery, useQueryClient } from "@tanstack/react-query";

import { useToasts } from "../components/Toasts";
import { change, read } from "../data";
import type { Command, Request } from "../ipc/invoke";
import type { ClientId } from "../ipc/types/ClientId";
import type { Intent } from "../ipc/types/Intent";
import type { PortalUserId } from "../ipc/types/PortalUserId";
import type { Problem } from "../ipc/types/Problem";

/** What was confirmed is answered at any moment, and nobody says when. */
const ASK_AGAIN_MS = 2000;

/** Every decision that has not been put away. */
export function useIntents() {
  return useQuery({
    ...read("intents", null),
    refetchInterval: ({ state }) =>
      state.data?.intents.some(({ standing }) => standing.is === "confirmed") === true ? ASK_AGAIN_MS : false,
  });
}

/** Those that wait for somebody to confirm them. */
export function waiting(intents: readonly Intent[]): Intent[] {
  return intents.filter(({ standing }) => standing.is === "waiting");
}

/** The clients whose link with a user goes once what waits is sent. */
export function useGoing(user: PortalUserId): readonly ClientId[] {
  const waits = waiting(useIntents().data?.intents ?? []);
  return waits
    .filter((intent) => intent.portal_user_id === user && intent.what !== "link")
    .map((intent) => intent.client_id);
}

type Act = "confirm_intents" | "withdraw_intent" | "dismiss_intent" | "discard_unreadable_intents";

/** Confirms, withdraws, puts away; what goes wrong is told in a notice. */
export function useAct() {
  const cache = useQueryClient();
  const toasts = useToasts();
  return <C extends Act & Command>(command: C, request: Request<C>): Promise<void> =>
    change(cache, command, request, () => undefined).then(
      () => undefined,
      ({ title, next }: Problem) => toasts.show({ says: title, next }),
    );
}
