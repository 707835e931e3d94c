/** The data of this screen. */
import { infiniteQueryOptions, keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";

import { dataKey } from "../data";
import { call } from "../ipc/invoke";
import { askedFor } from "./view";
import type { LogView } from "./view";

const PAGE = 100;

/** The activity log page by page, newest first. */
export function useActivity(view: LogView) {
  const request = { ...askedFor(view), limit: PAGE };
  return useInfiniteQuery(
    infiniteQueryOptions({
      queryKey: dataKey("activity", request),
      queryFn: ({ pageParam }) => call("activity", { ...request, before: pageParam }),
      initialPageParam: null as number | null,
      getNextPageParam: (page) => page.next,
      placeholderData: keepPreviousData,
    }),
  );
}
