import { useEffect, useRef } from "react";

/** Marks when the first rows were drawn, once: how long a start took is read from it (`cargo xtask bench window`). */
export function useFirstRows(isDrawn: boolean) {
  const isMarked = useRef(false);
  useEffect(() => {
    if (!isDrawn || isMarked.current) return;
    isMarked.current = true;
    if (performance.getEntriesByName("rows").length === 0)
      requestAnimationFrame(() => performance.mark("rows"));
  }, [isDrawn]);
}
