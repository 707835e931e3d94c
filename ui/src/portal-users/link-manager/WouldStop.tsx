import { ProblemNotice } from "../../components/ProblemNotice";
import { Waiting } from "../../components/Waiting";
import type { useDeLinkDoubt } from "./close-access";

/** What a de-link does besides, the payment plans that stop by name (rules 26, 28); until that is known, that it is not. */
export function WouldStop({ doubt }: { doubt: ReturnType<typeof useDeLinkDoubt> }) {
  const { says, error, refetch } = doubt;
  if (error !== null) return <ProblemNotice size="strip" problem={error} onTryAgain={() => void refetch()} />;
  return says === undefined ? <Waiting>Looking at what would stop…</Waiting> : <p>{says}</p>;
}
