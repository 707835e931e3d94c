import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";

import { read, refresh } from "../data";

const LOOK_AGAIN_MS = 30_000;
const STANDING_MS = 1000;

/** Who is here, of which firm, and how old its data is; asked again now and then to see that the backend answers. */
export function useSession() {
  return useQuery({ ...read("session", null), refetchInterval: LOOK_AGAIN_MS });
}

/** How many clients the firm has. */
export function useClientCount() {
  return useQuery(read("clients", { search: "", limit: 1 })).data?.total;
}

/**
 * Whether answers come from what is kept on this computer, when the backend was heard last, and why what is kept is in
 * memory only, if so.
 */
export function useLastHeard() {
  const standing = useQuery(read("standing", null)).data;
  return {
    offline: standing?.connection === "offline",
    lastHeard: standing?.last_heard ?? null,
    memoryOnly: standing?.memory_only ?? null,
  };
}

/** How the desk stands to its firm. Whenever the firm has moved on, lists are fetched again. */
export function useStanding() {
  const client = useQueryClient();
  const standing = useQuery({ ...read("standing", null), refetchInterval: STANDING_MS }).data;
  const number = standing?.number ?? null;
  useEffect(() => {
    if (number !== null) void refresh(client, ["portal_users", "clients", "activity", "intents"]);
  }, [client, number]);
  return standing;
}
