/** The data of this screen. */
import { infiniteQueryOptions, keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";

import { dataKey, read } from "../data";
import { call } from "../ipc/invoke";
import type { PortalUserId } from "../ipc/types/PortalUserId";
import type { PortalUserRow } from "../ipc/types/PortalUserRow";
import type { UserFilter } from "../ipc/types/UserFilter";

const PAGE = 100;
const CLIENT_HITS = 20;

/** Portal users page by page: in the order of their names, or the best matches first. */
export function usePortalUsers(search: string, filter: UserFilter) {
  const isByName = search.trim() === "";
  const sort = isByName ? ("name" as const) : ("relevance" as const);
  const request = { search, filter, sort, descending: false, limit: PAGE };
  const pages = useInfiniteQuery(
    infiniteQueryOptions({
      queryKey: dataKey("portal_users", request),
      queryFn: ({ pageParam }) => call("portal_users", { ...request, after: pageParam }),
      initialPageParam: null as string | null,
      getNextPageParam: (page) => page.next,
      placeholderData: keepPreviousData,
    }),
  );

  /** Fetches pages until the row with this index is there, or there is none. */
  async function loadThrough(index: number): Promise<PortalUserRow[]> {
    let result: Pick<typeof pages, "data" | "hasNextPage" | "isError" | "fetchNextPage"> = pages;
    let rows = rowsOf(result.data);
    while (rows.length <= index && result.hasNextPage && !result.isError) {
      // Each page starts where the one before ends.
      // oxlint-disable-next-line eslint/no-await-in-loop
      result = await result.fetchNextPage();
      rows = rowsOf(result.data);
    }
    return rows;
  }

  return {
    isByName,
    rows: rowsOf(pages.data),
    total: pages.data?.pages.at(-1)?.total,
    problem: pages.error,
    isPrevious: pages.isPlaceholderData,
    canFetchMore: pages.hasNextPage && !pages.isFetching && !pages.isError,
    fetchMore: pages.fetchNextPage,
    tryAgain: pages.refetch,
    loadThrough,
  };
}

function rowsOf(data: { pages: { rows: PortalUserRow[] }[] } | undefined): PortalUserRow[] {
  return data?.pages.flatMap((page) => page.rows) ?? [];
}

/** How many portal users there are in each state. */
export function useCounts() {
  return useQuery(read("portal_user_counts", null)).data;
}

/** A portal user in full; while the next one is on its way, the one before. */
export function usePortalUser(id: PortalUserId) {
  return useQuery({ ...read("portal_user", id), placeholderData: keepPreviousData });
}

/** Clients by name or Client ID. */
export function useClients(search: string) {
  const query = read("clients", { search, limit: CLIENT_HITS });
  return useQuery({ ...query, enabled: search !== "", placeholderData: keepPreviousData });
}
