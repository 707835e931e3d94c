/** The data of this screen. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";

import { read } from "../data";
import type { ClientId } from "../ipc/types/ClientId";

const SHOWN = 100;

/** The clients that answer a search, the best matches first; all of them where nothing is searched. */
export function useFoundClients(search: string) {
  return useQuery({ ...read("clients", { search, limit: SHOWN }), placeholderData: keepPreviousData });
}

/** A client with its contacts and what bears on its portal. */
export function useClientDetail(client: ClientId) {
  return useQuery(read("client", client));
}

/** Everybody who can get into the client's portal (rule 41). */
export function useWhoCanGetIn(client: ClientId) {
  return useQuery(read("who_can_get_in", client));
}

/** The portal as the client sees it, looked at without a trace (rule 12). */
export function useClientPortal(client: ClientId) {
  return useQuery(read("client_portal", client));
}

/** The firm's settings that decide what its portals do. */
export function useFirmSettings() {
  return useQuery(read("firm_settings", null));
}
