import type { ErrorComponentProps } from "@tanstack/react-router";

import { ProblemNotice } from "../components/ProblemNotice";

/** Stands in for a screen that could not be drawn: a fault of ours. */
export function Stumbled({ reset }: ErrorComponentProps) {
  const problem = {
    title: "This screen could not be shown.",
    next: "Nothing was changed. Try again; if it stays so, start Portico again and tell the firm's IT.",
    request_id: null,
  };
  return <ProblemNotice size="pane" problem={problem} onTryAgain={reset} />;
}
