import { createContext, useCallback, useContext, useEffect, useMemo, useRef, useState } from "react";
import type { ReactNode, RefObject } from "react";

import { useSettings } from "../settings";
import { Curtain } from "./Curtain";
import { useIdle } from "./use-idle";

type CoverState = { cover: () => void; wasCovered: boolean };

const Cover = createContext<CoverState | null>(null);

function useCoverState(): CoverState {
  const state = useContext(Cover);
  if (state === null) throw new Error("the window stands inside Covered");
  return state;
}

/** Covers the window, at once. */
export function useCover(): () => void {
  return useCoverState().cover;
}

/** Where the focus goes once the curtain is gone, unless what is drawn anew has taken it already. */
export function useFocusAfterCover<Place extends HTMLElement>(): RefObject<Place | null> {
  const { wasCovered } = useCoverState();
  const place = useRef<Place>(null);
  useEffect(() => {
    if (wasCovered && document.activeElement === document.body) place.current?.focus();
  }, [wasCovered]);
  return place;
}

/**
 * The window, or a curtain once nobody has touched it for a while. Behind the curtain there is nothing: what was shown is
 * taken out of the page, dialogs and notices too, and drawn anew at the place where one was. What is kept around it, such
 * as what can be undone, is there again.
 */
export function Covered({ children }: { children: ReactNode }) {
  const [is, setIs] = useState<"open" | "covered" | "open again">("open");
  const cover = useCallback(() => setIs("covered"), []);
  useIdle(useSettings().cover_after, cover);
  const state = useMemo(() => ({ cover, wasCovered: is === "open again" }), [cover, is]);
  if (is === "covered") return <Curtain onOpen={() => setIs("open again")} />;
  return <Cover value={state}>{children}</Cover>;
}
