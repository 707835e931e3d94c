/** The window begins anew with every firm: nothing of one firm is left on the screen, or in memory, for the next. */
import { createContext, useContext } from "react";

/** Where the window stands when it begins. */
export type Begins = "/portal-users" | "/imports";

const NewStart = createContext<((at: Begins) => void) | null>(null);

/** Gives the window the way to begin anew. */
export const NewStartProvider = NewStart.Provider;

/** Begins the window anew, at this place. */
export function useNewStart(): (at: Begins) => void {
  const begin = useContext(NewStart);
  if (begin === null) throw new Error("the window stands inside a NewStartProvider");
  return begin;
}
