import { useQuery } from "@tanstack/react-query";

import { read } from "../data";

const LOOK_AGAIN_MS = 30_000;

/** Who is here, of which firm, and how old its data is; asked again now and then to see that the backend answers. */
export function useSession() {
  return useQuery({ ...read("session", null), refetchInterval: LOOK_AGAIN_MS });
}
