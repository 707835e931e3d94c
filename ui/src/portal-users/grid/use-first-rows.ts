import { useEffect } from "react";

const MARK = "rows";

/** Marks when the first rows were drawn, once: how long a start took is read from it (`cargo xtask bench window`). */
export function useFirstRows(isDrawn: boolean) {
  useEffect(() => {
    if (!isDrawn || performance.getEntriesByName(MARK).length > 0) return;
    requestAnimationFrame(() => performance.mark(MARK));
  }, [isDrawn]);
}
