import { createContext, useContext, useState, useSyncExternalStore } from "react";
import type { ReactNode } from "react";

import { useAction } from "../actions/Actions";
import { ConfirmDialog } from "../components/ConfirmDialog";
import { BeforeAndAfter } from "../portal-users/link-manager/Paths";
import { UndoStack } from "./undo-stack";
import type { Question } from "./undo-stack";

const Stack = createContext<UndoStack | null>(null);

/** What has to be answered first, if anything. */
type Asked = { question: Question; decide: (isMeant: boolean) => void } | null;

const Asking = createContext<Asked>(null);

/** Keeps what can be undone and redone, and what has to be asked on the way, drawn or not (rules 26, 27, 28). */
export function UndoProvider({ children }: { children: ReactNode }) {
  const [asked, setAsked] = useState<Asked>(null);
  const [stack] = useState(
    () =>
      new UndoStack(
        (question) =>
          new Promise((resolve) => {
            const decide = (isMeant: boolean) => {
              resolve(isMeant);
              setAsked(null);
            };
            setAsked({ question, decide });
          }),
      ),
  );
  return (
    <Stack value={stack}>
      <Asking value={asked}>{children}</Asking>
    </Stack>
  );
}

/** Offers undo and redo while it is drawn, and asks what has to be asked. */
export function UndoActions() {
  const stack = useUndo();
  const asked = useContext(Asking);
  const { undo, redo } = useSyncExternalStore(stack.subscribe, stack.offered);
  useAction("edit.undo", undo === undefined ? undefined : () => void stack.undo());
  useAction("edit.redo", redo === undefined ? undefined : () => void stack.redo());
  if (asked === null) return null;
  const { title, next, paths } = asked.question;
  return (
    <ConfirmDialog
      problem={{ title, next }}
      act="Confirm"
      onAct={() => asked.decide(true)}
      onCancel={() => asked.decide(false)}
    >
      {paths !== undefined && <BeforeAndAfter paths={paths} />}
    </ConfirmDialog>
  );
}

/** What was done here, to add to it or to take it back. */
export function useUndo(): UndoStack {
  const stack = useContext(Stack);
  if (stack === null) throw new Error("the window stands inside an UndoProvider");
  return stack;
}
