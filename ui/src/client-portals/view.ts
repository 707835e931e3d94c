/** What the screen shows: the search and the client that is looked at, kept in the address. */
import { getRouteApi } from "@tanstack/react-router";

import { textIn } from "../address";
import type { ClientId } from "../ipc/types/ClientId";

type View = { search?: string; client?: ClientId | undefined };

/** The view that an address asks for; what it cannot mean is left out. */
export function validateClientView(raw: Record<string, unknown>): View {
  const view: View = {};
  const [search, client] = [textIn(raw.search), textIn(raw.client)];
  if (search !== undefined) view.search = search;
  if (client !== undefined) view.client = client;
  return view;
}

const route = getRouteApi("/client-portals");

/** The view and how to change parts of it. */
export function useClientView() {
  const { search = "", client } = route.useSearch();
  const navigate = route.useNavigate();
  function change(part: View) {
    void navigate({ search: (view) => ({ ...view, ...part }), replace: true });
  }
  return { search, client, change };
}
