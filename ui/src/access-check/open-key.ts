/** Opening a client's key before its time is over (rule 10). */
import { useQueryClient } from "@tanstack/react-query";

import { useToasts } from "../components/Toasts";
import { change } from "../data";
import type { ClientId } from "../ipc/types/ClientId";
import type { Problem } from "../ipc/types/Problem";

/** Opens the key, and tells how it went. */
export function useOpenKey() {
  const cache = useQueryClient();
  const toasts = useToasts();
  return (client: ClientId) =>
    change(cache, "open_key", { client_id: client, reason: null }, ({ says }) => toasts.show({ says })).catch(
      ({ title, next }: Problem) => toasts.show({ says: title, next }),
    );
}
