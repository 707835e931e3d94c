/** What the fake firm refuses, and why. */
import type { PairState } from "./types/PairState";
import type { Problem } from "./types/Problem";

const PROBLEM = { type: "about:blank", request_id: "0192fake-0000", current: null };

/** What is told where no answer came. */
export const UNREACHABLE: Problem = {
  ...PROBLEM,
  request_id: null,
  status: 0,
  code: "unreachable",
  title: "The firm backend does not answer.",
  next: "Check the connection and look again.",
};

export function notFound(title: string): Problem {
  return { ...PROBLEM, status: 404, code: "not_found", title, next: "Go back to the list and look again." };
}

export function moved(who: string, current: PairState): Problem {
  const title = `${who} in the meantime.`;
  return {
    ...PROBLEM,
    status: 412,
    code: "moved",
    title,
    next: "Look at how it stands now, then decide.",
    current,
  };
}

/** What is asked about a de-link first; `told` is what it would come to. */
export function needsConfirmation(told: string): Problem {
  return {
    ...PROBLEM,
    status: 409,
    code: "needs_confirmation",
    title: told,
    next: "If that is what you want, confirm it.",
  };
}
