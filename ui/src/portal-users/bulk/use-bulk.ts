/** Linking or de-linking many at once: foreseen first, then done, told row by row, and taken back from the notice. */
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";

import { useToasts } from "../../components/Toasts";
import { refresh } from "../../data";
import { DATA } from "../../ipc/commands";
import type { BatchedAct } from "../../ipc/types/BatchedAct";
import type { BatchedChange } from "../../ipc/types/BatchedChange";
import type { BatchedResult } from "../../ipc/types/BatchedResult";
import type { ClientHit } from "../../ipc/types/ClientHit";
import type { PortalUserId } from "../../ipc/types/PortalUserId";
import { send } from "./batches";
import type { Sent, Sending } from "./batches";
import { asForeseen, changesOf, people, takingBack } from "./outcome";

export type Step =
  | { name: "choosing" }
  | { name: "working"; does: "looking" | "doing"; sent: number; of: number | undefined }
  /** What would happen; the doubtful ones as they are once they are confirmed. */
  | { name: "foreseen"; client: ClientHit; sent: Sent; doubtful: readonly BatchedResult[] }
  | { name: "done"; client: ClientHit; sent: Sent };

export function useBulk(act: BatchedAct, users: () => Promise<readonly PortalUserId[]>) {
  const [step, setStep] = useState<Step>({ name: "choosing" });
  const stop = useRef(new AbortController());
  const cache = useQueryClient();
  const toasts = useToasts();

  // Whoever closes the dialog stops what is under way.
  useEffect(() => {
    const { current } = stop;
    return () => current.abort();
  }, []);

  function sendAll(changes: readonly BatchedChange[], does: "looking" | "doing", how: Partial<Sending>) {
    setStep({ name: "working", does, sent: 0, of: changes.length });
    return send(changes, {
      dryRun: does === "looking",
      confirmed: false,
      reason: "",
      onProgress: (sent) => setStep({ name: "working", does, sent, of: changes.length }),
      signal: stop.current.signal,
      ...how,
    });
  }

  /** Finds out what would happen. */
  async function foresee(client: ClientHit, among?: readonly PortalUserId[]) {
    setStep({ name: "working", does: "looking", sent: 0, of: undefined });
    const chosen = among ?? (await users());
    const sent = await sendAll(changesOf(act, client.client_id, chosen), "looking", {});
    const asking = sent.outcome.doubtful.map((one) => one.portal_user_id);
    const once = await sendAll(changesOf(act, client.client_id, asking), "looking", { confirmed: true });
    setStep({ name: "foreseen", client, sent, doubtful: once.outcome.changed });
  }

  /** Does what was foreseen, the doubtful ones too if that is confirmed. */
  async function carryOut(foreseen: Extract<Step, { name: "foreseen" }>, confirmed: boolean, reason: string) {
    const { client, sent: seen, doubtful } = foreseen;
    const all = [...seen.outcome.changed, ...(confirmed ? doubtful : [])];
    const sent = await sendAll(asForeseen(act, all), "doing", { confirmed, reason });
    setStep({ name: "done", client, sent });
    await refresh(cache, DATA.links_batch.stales);
    tell(sent, client);
  }

  function tell({ outcome: { changed } }: Sent, { name }: ClientHit) {
    if (changed.length === 0) return;
    const did = act === "link" ? "Linked" : "De-linked";
    const says = `${did} ${people(changed.length)} ${act === "link" ? "to" : "from"} ${name.text}`;
    toasts.show({ says, undo: () => void takeBack(changed) });
  }

  async function takeBack(changed: readonly BatchedResult[]) {
    const quietly = { onProgress: () => undefined, signal: new AbortController().signal };
    const how = { dryRun: false, confirmed: true, reason: "", ...quietly };
    const { outcome, unsent, problem } = await send(takingBack(act, changed), how);
    await refresh(cache, DATA.links_batch.stales);
    const left = outcome.refused.length + outcome.doubtful.length + unsent.length;
    const says = `Taken back for ${people(outcome.changed.length)}.`;
    const [first] = outcome.refused;
    const why = problem ?? first?.problem;
    if (left === 0) toasts.show({ says });
    else toasts.show({ says: `${says} Not for ${people(left)}.`, next: `${why?.title} ${why?.next}` });
  }

  return { step, foresee, carryOut, stop: () => stop.current.abort() };
}
