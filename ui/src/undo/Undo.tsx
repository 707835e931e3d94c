import { createContext, useContext, useState, useSyncExternalStore } from "react";
import type { ReactNode } from "react";

import { useAction } from "../actions/Actions";
import { ConfirmDialog } from "../components/ConfirmDialog";
import type { Problem } from "../ipc/types/Problem";
import { UndoStack } from "./undo-stack";

const Stack = createContext<UndoStack | null>(null);

type Question = { problem: Problem; answer: (isMeant: boolean) => void };

/** Gives the window its undo and redo, and asks what has to be asked on the way (rules 26, 28). */
export function UndoProvider({ children }: { children: ReactNode }) {
  const [question, setQuestion] = useState<Question | null>(null);
  const [stack] = useState(
    () => new UndoStack((problem) => new Promise((resolve) => setQuestion({ problem, answer: resolve }))),
  );
  const { undo, redo } = useSyncExternalStore(stack.subscribe, stack.offered);
  useAction("edit.undo", undo === undefined ? undefined : () => void stack.undo());
  useAction("edit.redo", redo === undefined ? undefined : () => void stack.redo());

  function decide(isMeant: boolean) {
    question?.answer(isMeant);
    setQuestion(null);
  }

  return (
    <Stack value={stack}>
      {children}
      {question !== null && (
        <ConfirmDialog
          problem={question.problem}
          act="Confirm"
          onAct={() => decide(true)}
          onCancel={() => decide(false)}
        />
      )}
    </Stack>
  );
}

/** What was done here, to add to it or to take it back. */
export function useUndo(): UndoStack {
  const stack = useContext(Stack);
  if (stack === null) throw new Error("the window stands inside an UndoProvider");
  return stack;
}
