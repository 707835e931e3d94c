import { useIsMutating, useMutation, useQuery } from "@tanstack/react-query";

import { read } from "../data";
import { call } from "../ipc/invoke";
import type { ChosenFirm } from "../ipc/types/ChosenFirm";
import type { FirmChoice } from "../ipc/types/FirmChoice";
import type { Problem } from "../ipc/types/Problem";
import { useNewStart } from "../new-start";

/** The firms that can be worked with here, and the one that is. */
export function useFirmChoices() {
  return useQuery(read("firm_choices", null)).data;
}

const CHOOSING = ["choose_firm"];

/** Whether another firm is being opened. */
export function useIsChoosing(): boolean {
  return useIsMutating({ mutationKey: CHOOSING }) > 0;
}

/** Works with another firm from now on; the window begins anew. One without data begins where it gets some. */
export function useChooseFirm() {
  const begin = useNewStart();
  return useMutation<null, Problem, ChosenFirm>({
    mutationKey: CHOOSING,
    mutationFn: (chosen) => call("choose_firm", chosen),
    onSuccess: (_, chosen) =>
      begin(chosen.at === "own" && chosen.name !== null ? "/imports" : "/portal-users"),
  });
}

/** Takes away what is kept here; the window begins anew, and so with nothing that it had in memory. */
export function useLeave(command: "wipe" | "sign_out") {
  const begin = useNewStart();
  return useMutation({
    mutationFn: () => call(command, null),
    onSuccess: () => begin("/portal-users"),
  });
}

/** Which firm that is, in words. */
export function says(choice: FirmChoice | null): string {
  if (choice === null) return "None";
  if (choice.at === "server") return `Your firm’s server, ${choice.address}`;
  return choice.at === "own" ? "Your own firm, on this computer" : "The sample firm, on this computer";
}
