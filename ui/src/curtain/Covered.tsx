import { createContext, useContext, useState } from "react";
import type { ReactNode } from "react";

import { useSettings } from "../settings";
import { Curtain } from "./Curtain";
import { useIdle } from "./use-idle";

const Cover = createContext<((isCovered: boolean) => void) | null>(null);

/** Covers the window, at once. */
export function useCover(): () => void {
  const cover = useContext(Cover);
  if (cover === null) throw new Error("the window stands inside Covered");
  return () => cover(true);
}

/**
 * The window, or a curtain once nobody has touched it for a while. Behind the curtain there is nothing: what was shown is
 * taken out of the page, dialogs and notices too, and drawn anew at the place where one was.
 */
export function Covered({ children }: { children: ReactNode }) {
  const [isCovered, setIsCovered] = useState(false);
  useIdle(useSettings().cover_after, () => setIsCovered(true));
  if (isCovered) return <Curtain onOpen={() => setIsCovered(false)} />;
  return <Cover value={setIsCovered}>{children}</Cover>;
}
