/**
 * Server data by command: what a command reads names its place in the cache, and what it makes stale is fetched
 * again. Both come from the table beside the commands themselves.
 */
import { QueryCache, QueryClient, queryOptions } from "@tanstack/react-query";
import type { QueryKey } from "@tanstack/react-query";

import { DATA } from "./ipc/commands";
import { call } from "./ipc/invoke";
import type { Answer, Command, Request } from "./ipc/invoke";
import type { Problem } from "./ipc/types/Problem";

declare module "@tanstack/react-query" {
  interface Register {
    defaultError: Problem;
  }
}

/** Where a command's answer lies in the cache: its topics, then the command, then the request. */
export function dataKey<C extends Command>(command: C, request: Request<C>): QueryKey {
  return [...DATA[command].reads, command, request];
}

/** A query for `useQuery`: what the command answers. */
export function read<C extends Command>(command: C, request: Request<C>) {
  return queryOptions({ queryKey: dataKey(command, request), queryFn: () => call(command, request) });
}

/**
 * Runs a command that changes something. It stays pending until everything it made stale is fresh again; `onAnswer`
 * hears of it at once, even if whoever asked is gone from the screen by then.
 */
export function change<C extends Command>(
  client: QueryClient,
  command: C,
  request: Request<C>,
  onAnswer: (answer: Answer<C>) => void,
): Promise<Answer<C>> {
  const mutation = client.getMutationCache().build<Answer<C>, Problem, Request<C>, unknown>(client, {
    mutationFn: () => call(command, request),
    onSuccess: onAnswer,
    onSettled: () => refresh(client, DATA[command].stales),
  });
  return mutation.execute(request);
}

/** Fetches again what is on the screen and was read from these. */
export async function refresh(client: QueryClient, stales: readonly string[]) {
  await client.invalidateQueries({
    predicate: ({ queryKey }) => queryKey.slice(0, -2).some((topic) => stales.includes(String(topic))),
  });
}

/**
 * What was read so long ago is not read once more by whoever begins to show it: rows are asked for by the list and then
 * shown by the grid. What a change made stale is read anew at any age.
 */
const FRESH_MS = 1000;

/** The cache of one window. */
export function openCache(): QueryClient {
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({
      // The sidebar tells how the connection is: it must not stay green until its own next look.
      onError: ({ code }, query) => {
        if (code === "unreachable" && query.queryKey[0] !== "session") void refresh(client, ["session"]);
      },
    }),
    defaultOptions: {
      // The backend may be on this very computer: whether there is a network says nothing about it.
      queries: { networkMode: "always", retry: false, staleTime: FRESH_MS },
      mutations: { networkMode: "always" },
    },
  });
  return client;
}
