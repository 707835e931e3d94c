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
import { closingQuestion } from "./closing-question";

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
  const back = { ...undoing(done), about: `To be taken back: “${done.says}”.` };
  return step(desk, done, [done.after, done.before], back, () => doingAgain(desk, done));
}

function doingAgain(desk: Desk, done: Done): Reversal {
  const again = { act: done.act, request: done.request, about: `To be done again: “${done.says}”.` };
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
  { act, request, about }: Sent & { about: string },
  next: (activity: number) => Reversal,
): Reversal {
  const pair = `${request.portal_user_id} ${request.client_id}`;
  const { alike } = desk.undo;
  return {
    says,
    run: async (ask) => {
      const sent = { act, request: { ...request, if_version: alike.now(pair, from) } };
      const answer = await orTold(desk, async () =>
        (await isMeant(desk, sent, about, ask)) ? carriedOut(desk, sent, ask) : "kept",
      );
      if (answer === null || answer === "kept") return answer;
      desk.toasts.show({ says: answer.says });
      if (!answer.changed || answer.activity === null) return null;
      alike.again(pair, to, answer.state.version);
      return next(answer.activity);
    },
  };
}

/** Whether access is to be closed, with its paths in sight (27); what else is asked about, the backend asks. */
async function isMeant({ cache }: Desk, { act, request }: Sent, about: string, ask: Ask): Promise<boolean> {
  return act !== "close_access" || ask(await closingQuestion(cache, request, about));
}

/** The answer, or "kept" where it was not meant once the backend had asked. */
async function carriedOut(desk: Desk, { act, request }: Sent, ask: Ask): Promise<LinkAnswer | "kept"> {
  try {
    return await send(desk, act, request);
  } catch (cause) {
    const problem = problemOf(cause);
    if (problem.code !== "needs_confirmation" || request.confirmed) throw problem;
    const confirmed = { act, request: { ...request, confirmed: true } };
    return (await ask(problem)) ? carriedOut(desk, confirmed, ask) : "kept";
  }
}

/** What came of it; "kept" where it may be tried again, and null where it may not: a notice says why. */
async function orTold<Outcome>(
  { toasts }: Desk,
  act: () => Promise<Outcome>,
): Promise<Outcome | null | "kept"> {
  try {
    return await act();
  } catch (cause) {
    const problem = problemOf(cause);
    toasts.show({ says: problem.title, next: problem.next });
    return isOver(problem) ? null : "kept";
  }
}

/** What a command rejects with is always a problem. */
function problemOf(cause: unknown): Problem {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return cause as Problem;
}

/** Whether it makes no sense to try it again: somebody else was faster, or there is no such thing any more. */
function isOver({ code }: Problem): boolean {
  return code === "moved" || code === "not_found" || code === "invalid";
}
