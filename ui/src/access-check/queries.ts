/** The data of this screen. */
import { keepPreviousData, useMutation, useQuery } from "@tanstack/react-query";

import { read } from "../data";
import { call } from "../ipc/invoke";
import type { AccessCheckQuery } from "../ipc/types/AccessCheckQuery";
import type { ClientId } from "../ipc/types/ClientId";
import type { KeyRehearsal } from "../ipc/types/KeyRehearsal";
import type { KeyRehearsalBody } from "../ipc/types/KeyRehearsalBody";
import type { Problem } from "../ipc/types/Problem";
import { isAddress } from "./view";

const PEOPLE = 8;

/** Whether a person can do something; nothing while nobody is asked about. */
export function useAccessCheck({ email, client_id: client, action }: AccessCheckQuery) {
  const query = read("access_check", {
    email,
    action,
    ...(client === undefined ? {} : { client_id: client }),
  });
  return useQuery({ ...query, enabled: isAddress(email) });
}

/** Portal users who answer a search, the best matches first. */
export function usePeople(search: string) {
  const sort = "relevance" as const;
  const query = read("portal_users", { search, filter: "all", sort, descending: false, limit: PEOPLE });
  return useQuery({ ...query, enabled: search !== "", placeholderData: keepPreviousData });
}

/** A client by its Client ID, for its name. */
export function useClient(id: ClientId | undefined) {
  return useQuery({ ...read("client", id ?? ""), enabled: id !== undefined });
}

/** Rehearses a key. It is asked, and not kept: what a caller reads out opens a portal. */
export function useKeyRehearsal() {
  return useMutation<KeyRehearsal, Problem, KeyRehearsalBody>({
    mutationFn: (key) => call("key_rehearsal", key),
    gcTime: 0,
  });
}
