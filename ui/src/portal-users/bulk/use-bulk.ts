/** Linking or de-linking many at once: foreseen first, then done, told row by row, and taken back from the notice. */
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";

import { useToasts } from "../../components/Toasts";
import { refresh } from "../../data";
import { DATA } from "../../ipc/commands";
import type { BatchedAct } from "../../ipc/types/BatchedAct";
import type { BatchedResult } from "../../ipc/types/BatchedResult";
import type { ClientHit } from "../../ipc/types/ClientHit";
import type { PortalUserId } from "../../ipc/types/PortalUserId";
import type { Problem } from "../../ipc/types/Problem";
import { useUndo } from "../../undo/Undo";
import { send } from "./batches";
import type { Part, Sent } from "./batches";
import { asForeseen, changesOf, people } from "./outcome";
import { takingManyBack } from "./reversal";

export type Step =
  | { name: "choosing" }
  | { name: "working"; does: "looking" | "doing"; sent: number; of: number | undefined }
  /** Nobody knows who is meant: the list could not be read. */
  | { name: "failed"; client: ClientHit; problem: Problem }
  | {
      name: "foreseen";
      client: ClientHit;
      /** Everybody who was to be looked at. */
      users: readonly PortalUserId[];
      sent: Sent;
      /** The doubtful ones as they are once they are confirmed. */
      confirmed: Sent;
    }
  | { name: "done"; client: ClientHit; sent: Sent };

export type Foreseen = Extract<Step, { name: "foreseen" }>;

export function useBulk(act: BatchedAct, users: () => Promise<readonly PortalUserId[]>) {
  const [step, setStep] = useState<Step>({ name: "choosing" });
  const underWay = useRef<AbortController | null>(null);
  const cache = useQueryClient();
  const toasts = useToasts();
  const undo = useUndo();

  // What was done and can be taken back. Its notices wait until the dialog is gone: behind it nobody could press them.
  const notices = useRef<(() => void)[]>([]);
  const isGone = useRef(false);

  // Whoever closes the dialog stops what is under way.
  useEffect(() => {
    const waiting = notices.current;
    isGone.current = false;
    return () => {
      isGone.current = true;
      underWay.current?.abort();
      for (const show of waiting.splice(0)) show();
    };
  }, []);

  /** What is stopped stays so: every look and every act begins with a signal of its own. */
  function begin(): AbortSignal {
    underWay.current = new AbortController();
    return underWay.current.signal;
  }

  function sendAll(parts: readonly Part[], does: "looking" | "doing", reason: string, signal: AbortSignal) {
    const of = parts.reduce((sum, { changes }) => sum + changes.length, 0);
    const onProgress = (sent: number) => setStep({ name: "working", does, sent, of });
    onProgress(0);
    return send(parts, { dryRun: does === "looking", reason, onProgress, signal });
  }

  /** Finds out what would happen. */
  async function foresee(client: ClientHit, among?: readonly PortalUserId[]) {
    const signal = begin();
    setStep({ name: "working", does: "looking", sent: 0, of: undefined });
    try {
      await look(client, among ?? (await users()), signal);
    } catch (problem) {
      // What a read rejects with is always a problem.
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion
      setStep({ name: "failed", client, problem: problem as Problem });
    }
  }

  async function look(client: ClientHit, chosen: readonly PortalUserId[], signal: AbortSignal) {
    const looking = (some: readonly PortalUserId[], confirmed: boolean) =>
      sendAll([{ changes: changesOf(act, client.client_id, some), confirmed }], "looking", "", signal);
    const sent = await looking(chosen, false);
    const asking = sent.outcome.doubtful.map((one) => one.portal_user_id);
    const confirmed = await looking(asking, true);
    setStep({ name: "foreseen", client, users: chosen, sent, confirmed });
  }

  /** Does to these what was foreseen. Confirmed is only what was asked about, and nothing else along with it. */
  async function carryOut({ client, confirmed }: Foreseen, chosen: readonly BatchedResult[], reason: string) {
    const asked = new Set(confirmed.outcome.changed);
    const parts = [false, true].map((isAsked) => ({
      changes: asForeseen(
        act,
        chosen.filter((one) => asked.has(one) === isAsked),
      ),
      confirmed: isAsked,
    }));
    const sent = await sendAll(parts, "doing", reason, begin());
    setStep({ name: "done", client, sent });
    await refresh(cache, DATA.links_batch.stales);
    tell(sent, client);
  }

  function tell({ outcome: { changed } }: Sent, client: ClientHit) {
    if (changed.length === 0) return;
    const did = act === "link" ? "Linked" : "De-linked";
    const says = `${did} ${people(changed.length)} ${act === "link" ? "to" : "from"} ${client.name.text}`;
    const back = takingManyBack({ cache, toasts, undo }, { act, says, changed });
    undo.did(back);
    const show = () => toasts.show({ says, undo: () => void undo.undo(back) });
    if (isGone.current) show();
    else notices.current.push(show);
  }

  return { step, foresee, carryOut, stop: () => underWay.current?.abort() };
}
