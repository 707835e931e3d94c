import { QueryClient } from "@tanstack/react-query";
import * as fc from "fast-check";
import { afterEach, expect, test } from "vitest";

import { ToastQueue } from "../components/toast-queue";
import { fake, resetFake } from "../ipc/fake";
import type { LinkChange } from "../ipc/types/LinkChange";
import { reversalOf, send } from "../portal-users/link-manager/pair-change";
import type { Desk, PairAct } from "../portal-users/link-manager/pair-change";
import { UndoStack } from "./undo-stack";

afterEach(() => resetFake());

const CLIENTS = ["1001", "1002", "1003", "1011", "1187"];
const ACTS: readonly PairAct[] = ["link", "de_link", "close_access", "unbar"];
const JANE = 108;

function openDesk(): Desk {
  return { cache: new QueryClient(), toasts: new ToastQueue(), undo: new UndoStack(async () => true) };
}

/** As the window does it: access is closed where there is a link. */
async function act(desk: Desk, what: PairAct, client: string) {
  const { links } = await fake("portal_user", JANE);
  if (what === "close_access" && !links.some((link) => link.client_id === client)) return;
  const request: LinkChange = {
    portal_user_id: JANE,
    client_id: client,
    reason: null,
    undo_of: null,
    if_version: null,
    confirmed: true,
  };
  const answer = await send(desk, what, request);
  const back = reversalOf(desk, what, request, answer);
  if (back !== null) desk.undo.did(back);
}

/** The links with their origins, and the bars: what an undo has to bring back. */
async function standing() {
  const { links, barred } = await fake("portal_user", JANE);
  const linked = links.map((link) => `${link.client_id} ${link.origin} ${link.made_at}`).toSorted();
  return { linked, barred: barred.map((bar) => bar.client_id).toSorted() };
}

test("whatever is done, undone and done again, undoing all of it brings back what there was", async () => {
  const step = fc.oneof(
    { weight: 3, arbitrary: fc.tuple(fc.constantFrom(...ACTS), fc.constantFrom(...CLIENTS)) },
    { weight: 1, arbitrary: fc.constantFrom("undo" as const, "redo" as const) },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      resetFake();
      const desk = openDesk();
      const begun = await standing();
      const seen = [begun];
      for (const one of steps) {
        // Each step begins where the one before has ended.
        /* oxlint-disable eslint/no-await-in-loop */
        if (one === "undo") await desk.undo.undo();
        else if (one === "redo") await desk.undo.redo();
        else await act(desk, ...one);
        seen.push(await standing());
        /* oxlint-enable eslint/no-await-in-loop */
      }
      const ended = seen.at(-1);
      const undone = await all(
        () => desk.undo.offered().undo,
        () => desk.undo.undo(),
      );
      expect(await standing()).toEqual(begun);
      const again = await all(
        () => desk.undo.offered().redo,
        () => desk.undo.redo(),
      );
      expect(again).toBeGreaterThanOrEqual(undone);
      if (desk.undo.offered().redo === undefined && again === undone) {
        const { linked, barred } = await standing();
        expect([clientsOf(linked), barred]).toEqual([clientsOf(ended?.linked), ended?.barred]);
      }
      expect(desk.toasts.shown().every(({ next }) => next === undefined)).toBe(true);
    }),
    { numRuns: 200 },
  );
});

function clientsOf(texts: readonly string[] = []) {
  return texts.map((text) => text.split(" ")[0]);
}

/** Does it as long as there is something to do it to, and tells how often. */
async function all(offered: () => string | undefined, once: () => Promise<void>): Promise<number> {
  let times = 0;
  // oxlint-disable-next-line eslint/no-await-in-loop
  for (; offered() !== undefined && times < 60; times += 1) await once();
  return times;
}

test("fifty changes can be taken back, and keys that are pressed fast take back one each", async () => {
  const desk = openDesk();
  for (let nth = 0; nth < 60; nth += 1) {
    // oxlint-disable-next-line eslint/no-await-in-loop
    await act(desk, nth % 2 === 0 ? "de_link" : "link", "1003");
  }
  const pressed = Array.from({ length: 70 }, () => desk.undo.undo());
  await Promise.all(pressed);
  expect(desk.undo.offered().undo).toBeUndefined();
  expect(
    await all(
      () => desk.undo.offered().redo,
      () => desk.undo.redo(),
    ),
  ).toBe(50);
});

test("what somebody else has changed since is told and stays, and what came before can still be undone", async () => {
  const desk = openDesk();
  await act(desk, "de_link", "1002");
  await act(desk, "de_link", "1003");
  const others = { portal_user_id: JANE, client_id: "1003", reason: null, undo_of: null, if_version: null };
  await fake("link", { ...others, confirmed: true });
  await desk.undo.undo();
  expect(desk.toasts.shown().at(-1)?.next).toContain("Look at how it stands now");
  expect((await standing()).linked).toHaveLength(2);
  await desk.undo.undo();
  expect((await standing()).linked).toHaveLength(3);
});
