/**
 * Changes of one pair that can be taken back and done again: each on the version that the change before has left, so that
 * what somebody else has changed meanwhile is told and never overwritten (rules 23, 26, 27).
 */
import type { QueryClient } from "@tanstack/react-query";

import type { ToastQueue } from "../../components/toast-queue";
import { change } from "../../data";
import type { LinkAnswer } from "../../ipc/types/LinkAnswer";
import type { LinkChange } from "../../ipc/types/LinkChange";
import type { Problem } from "../../ipc/types/Problem";
import type { Ask, Reversal, UndoStack } from "../../undo/undo-stack";

export type PairAct = "link" | "de_link" | "close_access" | "unbar";

/** What a change needs, also when it is taken back long after its place on the screen is gone. */
export type Desk = { cache: QueryClient; toasts: ToastQueue; undo: UndoStack };

/** Sends a change; whoever asks for it hears of the answer at once. */
export function send(
  { cache }: Desk,
  act: PairAct,
  request: LinkChange,
  onAnswer: (answer: LinkAnswer) => void = () => undefined,
): Promise<LinkAnswer> {
  if (act !== "close_access") return change(cache, act, request, onAnswer);
  const { portal_user_id, client_id, reason, if_version } = request;
  const closing = { portal_user_id, client_id, reason, if_version };
  return change(cache, act, closing, ({ answer }) => onAnswer(answer)).then(({ answer }) => answer);
}

/** What takes a change back that was made so; none where nothing changed. */
export function reversalOf(
  desk: Desk,
  act: PairAct,
  request: LinkChange,
  { changed, activity, state, says }: LinkAnswer,
): Reversal | null {
  if (!changed || activity === null) return null;
  const [before, after] = [state.version - 1, state.version];
  return takingBack(desk, { act, request: { ...request, undo_of: null }, says, activity, before, after });
}

/** A change that was made: the activity that it was, and the versions of the pair before and after it. */
type Done = {
  act: PairAct;
  request: LinkChange;
  says: string;
  activity: number;
  before: number;
  after: number;
};

function takingBack(desk: Desk, done: Done): Reversal {
  return step(desk, done, [done.after, done.before], undoing(done), () => doingAgain(desk, done));
}

function doingAgain(desk: Desk, done: Done): Reversal {
  const again: Sent = { act: done.act, request: done.request };
  return step(desk, done, [done.before, done.after], again, (activity) =>
    takingBack(desk, { ...done, activity }),
  );
}

type Sent = { act: PairAct; request: LinkChange };

function undoing({ act, request, activity }: Done): Sent {
  const back = { ...request, reason: null, confirmed: false };
  switch (act) {
    case "link":
      return { act: "de_link", request: { ...back, undo_of: activity } };
    case "de_link":
    case "close_access":
      return { act: "link", request: { ...back, undo_of: activity } };
    case "unbar":
      return { act: "close_access", request: back };
    default:
      return act satisfies never;
  }
}

/** One way, from where the pair stands as one version did to where it stands as the other did. */
function step(
  desk: Desk,
  { says }: Done,
  [from, to]: readonly [number, number],
  { act, request }: Sent,
  next: (activity: number) => Reversal,
): Reversal {
  const pair = `${request.portal_user_id} ${request.client_id}`;
  const { alike } = desk.undo;
  return {
    says,
    run: async (ask) => {
      const answer = await carriedOut(desk, act, { ...request, if_version: alike.now(pair, from) }, ask);
      if (answer === null || answer === "kept") return answer;
      desk.toasts.show({ says: answer.says });
      if (!answer.changed || answer.activity === null) return null;
      alike.again(pair, to, answer.state.version);
      return next(answer.activity);
    },
  };
}

/** The answer; "kept" where it may be tried again, and null where it may not: a notice says why. */
async function carriedOut(
  desk: Desk,
  act: PairAct,
  request: LinkChange,
  ask: Ask,
): Promise<LinkAnswer | null | "kept"> {
  try {
    return await send(desk, act, request);
  } catch (cause) {
    // What a command rejects with is always a problem.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    const problem = cause as Problem;
    if (problem.code === "needs_confirmation" && !request.confirmed) {
      return (await ask(problem)) ? carriedOut(desk, act, { ...request, confirmed: true }, ask) : "kept";
    }
    desk.toasts.show({ says: problem.title, next: problem.next });
    return isOver(problem) ? null : "kept";
  }
}

/** Whether it makes no sense to try it again: somebody else was faster, or there is no such thing any more. */
function isOver({ code }: Problem): boolean {
  return code === "moved" || code === "not_found" || code === "invalid";
}
