/** The data of this screen. */
import { keepPreviousData, useQueries, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { read } from "../data";
import type { PortalUserId } from "../ipc/types/PortalUserId";
import type { PortalUserRow } from "../ipc/types/PortalUserRow";
import type { PortalUsersQuery } from "../ipc/types/PortalUsersQuery";

const PAGE = 100;
const CLIENT_HITS = 20;

/** Pages out of sight are kept so long: whoever scrolls through a million rows must not gather them all. */
const KEPT_MS = 20_000;

/** Which portal users, and in which order. */
export type List = Pick<PortalUsersQuery, "search" | "filter" | "sort" | "descending">;

/** A list by its name, to tell it from others. */
export function nameOf({ search, filter, sort, descending }: List): string {
  return JSON.stringify([search, filter, sort, descending]);
}

function page(list: List, number: number) {
  return { ...read("portal_users", { ...list, row: number * PAGE, limit: PAGE }), gcTime: KEPT_MS };
}

/** The list that is shown, and how many answer it: the one asked for as soon as it is there, until then the one before. */
export function useList(asked: List) {
  const head = useQuery({ ...page(asked, 0), placeholderData: keepPreviousData });
  const [shown, setShown] = useState(asked);
  if (!head.isPlaceholderData && nameOf(shown) !== nameOf(asked)) setShown(asked);
  return {
    list: head.isPlaceholderData ? shown : asked,
    total: head.data?.total,
    isPrevious: head.isPlaceholderData,
    problem: head.error,
    tryAgain: head.refetch,
  };
}

/** The rows of a list that are there. */
export type Rows = {
  at: (index: number) => PortalUserRow | undefined;
  /** The place of a portal user, if that is among what is there. */
  indexOf: (user: PortalUserId) => number | undefined;
  isFetching: boolean;
};

/** The rows between these two and the one besides, on pages fetched by their place. */
export function useRows(list: List, first: number, last: number, besides: number): Rows {
  const numbers = pagesOf(first, last, besides);
  const pages = useQueries({ queries: numbers.map((number) => page(list, number)) });
  return {
    at: (index) => pages[numbers.indexOf(Math.floor(index / PAGE))]?.data?.rows[index % PAGE],
    indexOf: (user) => {
      for (const [at, number] of numbers.entries()) {
        const within = pages[at]?.data?.rows.findIndex((row) => row.id === user) ?? -1;
        if (within !== -1) return number * PAGE + within;
      }
      return undefined;
    },
    isFetching: pages.some((one) => one.isFetching),
  };
}

function pagesOf(first: number, last: number, besides: number): number[] {
  const from = Math.floor(Math.max(0, first) / PAGE);
  const to = Math.max(from, Math.floor(last / PAGE));
  const numbers = Array.from({ length: to - from + 1 }, (_, at) => from + at);
  const other = Math.floor(Math.max(0, besides) / PAGE);
  return numbers.includes(other) ? numbers : [...numbers, other];
}

/** Fetches the row at a place, however far it is. */
export function useRowAt(list: List) {
  const cache = useQueryClient();
  return async (index: number): Promise<PortalUserRow | undefined> => {
    const { rows } = await cache.ensureQueryData(page(list, Math.floor(index / PAGE)));
    return rows[index % PAGE];
  };
}

/** Who is in the rows from one to another, in their order. */
export function useUsersBetween(list: List) {
  const cache = useQueryClient();
  return async (from: number, to: number): Promise<PortalUserId[]> => {
    const users: PortalUserId[] = [];
    for (let number = Math.floor(from / PAGE); number <= Math.floor(to / PAGE); number += 1) {
      // One page after the other: a selection of thousands must not hold up the rows in sight.
      // oxlint-disable-next-line eslint/no-await-in-loop
      const { rows } = await cache.ensureQueryData(page(list, number));
      const within = rows.slice(Math.max(0, from - number * PAGE), to - number * PAGE + 1);
      users.push(...within.map(({ id }) => id));
    }
    return users;
  };
}

/** How many portal users there are in each state. */
export function useCounts() {
  return useQuery(read("portal_user_counts", null)).data;
}

/** A portal user in full; while the next one is on its way, the one before. */
export function usePortalUser(id: PortalUserId) {
  return useQuery({ ...read("portal_user", id), placeholderData: keepPreviousData });
}

/** The portal as this user sees it, looked at without a trace (rule 12). */
export function useUserPortal(id: PortalUserId) {
  return useQuery(read("user_portal", id));
}

/** Clients by name or Client ID. */
export function useClients(search: string) {
  const query = read("clients", { search, limit: CLIENT_HITS });
  return useQuery({ ...query, enabled: search !== "", placeholderData: keepPreviousData });
}
