import { useEffect, useEffectEvent } from "react";

const MINUTE_MS = 60_000;
const LOOKS_EVERY_MS = 5000;
const TOUCHES = ["keydown", "pointerdown", "pointermove", "wheel"] as const;

/**
 * Tells once nobody has touched the window for so many minutes; 0: never. It goes by the clock and not by counting: a timer
 * stands still while the computer sleeps and while the window is hidden.
 */
export function useIdle(minutes: number, onIdle: () => void) {
  const idle = useEffectEvent(onIdle);
  useEffect(() => {
    if (minutes === 0) return undefined;
    let touched = Date.now();
    const look = () => {
      if (Date.now() - touched >= minutes * MINUTE_MS) idle();
    };
    // Whoever comes back late finds it covered, and does not uncover it by coming.
    const touch = () => {
      look();
      touched = Date.now();
    };
    const timer = setInterval(look, LOOKS_EVERY_MS);
    document.addEventListener("visibilitychange", look);
    for (const name of TOUCHES) globalThis.addEventListener(name, touch, { capture: true, passive: true });
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", look);
      for (const name of TOUCHES) globalThis.removeEventListener(name, touch, { capture: true });
    };
  }, [minutes]);
}
