/** The import that goes on in this window, whichever screen is shown meanwhile, and what came of the last one. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { createContext, useContext } from "react";
import type { ReactNode } from "react";

import { change } from "../data";
import { call } from "../ipc/invoke";
import type { ImportAnswer } from "../ipc/types/ImportAnswer";
import type { Problem } from "../ipc/types/Problem";

const Importing = createContext<ReturnType<typeof useSteps> | null>(null);

/** Keeps the import, drawn or not. */
export function ImportingProvider({ children }: { children: ReactNode }) {
  const importing = useSteps();
  return <Importing value={importing}>{children}</Importing>;
}

/** The import, to begin one or to tell of it. */
export function useImporting() {
  const importing = useContext(Importing);
  if (importing === null) throw new Error("the window stands inside an ImportingProvider");
  return importing;
}

/** From a folder to an import, one step after the other: it is picked, checked at once, and taken after a look at that. */
function useSteps() {
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
