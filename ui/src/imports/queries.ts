import { useMutation, useQueryClient } from "@tanstack/react-query";

import { change } from "../data";
import { call } from "../ipc/invoke";
import type { ImportAnswer } from "../ipc/types/ImportAnswer";
import type { Problem } from "../ipc/types/Problem";

/** From a folder to an import, one step after the other: it is picked, checked at once, and taken after a look at that. */
export function useImporting() {
  const client = useQueryClient();
  const checking = useMutation({ mutationFn: () => call("check_export", null) });
  const taking = useMutation<ImportAnswer, Problem, boolean>({
    mutationFn: (confirm) => change(client, "take_export", { confirm }, () => undefined),
  });
  const picking = useMutation({
    mutationFn: () => call("pick_export", null),
    onSuccess: ({ folder }) => {
      if (folder !== null) checking.mutate();
    },
  });

  function pick() {
    checking.reset();
    taking.reset();
    picking.mutate();
  }

  return { picking, checking, taking, pick, take: (confirm: boolean) => taking.mutate(confirm) };
}
