import type { ReactNode } from "react";

import { ProblemNotice } from "../../components/ProblemNotice";
import { Waiting } from "../../components/Waiting";
import type { IntentPaths } from "../../ipc/types/IntentPaths";
import type { useOpenPaths } from "./close-access";
import { NotChecked } from "./NotChecked";

type ForeseenProps = {
  foreseen: ReturnType<typeof useOpenPaths>;
  children: (paths: IntentPaths) => ReactNode;
};

/** What is foreseen of the paths, with what was not looked at; until then, that it is not known yet, or why not (rule 27). */
export function Foreseen({ foreseen: { paths, notChecked, error, refetch }, children }: ForeseenProps) {
  if (error !== null) return <ProblemNotice size="strip" problem={error} onTryAgain={() => void refetch()} />;
  if (paths === undefined) return <Waiting>Looking at what is open…</Waiting>;
  return (
    <div>
      <NotChecked says={notChecked} />
      {children(paths)}
    </div>
  );
}
