import { createContext, useContext, useEffect, useEffectEvent, useState, useSyncExternalStore } from "react";
import type { ReactNode } from "react";

import { actionOf, hasModifier } from "./keys";
import { useMenu } from "./menu";
import { Registry } from "./registry";
import type { ActionId } from "./table";

const Actions = createContext<Registry | null>(null);

/** Gives the window its actions, and listens for their keys. */
export function ActionsProvider({ children }: { children: ReactNode }) {
  const [registry] = useState(() => new Registry());
  useMenu(registry);
  useEffect(() => {
    const run = (event: KeyboardEvent) => {
      const id = actionOf(event);
      if (id !== undefined && registry.run(id)) event.preventDefault();
    };
    // A field keeps the keys that it is typed with to itself; those of the whole window are not among them.
    const first = (event: KeyboardEvent) => hasModifier(event) && run(event);
    const last = (event: KeyboardEvent) => !hasModifier(event) && run(event);
    window.addEventListener("keydown", first, { capture: true });
    window.addEventListener("keydown", last);
    return () => {
      window.removeEventListener("keydown", first, { capture: true });
      window.removeEventListener("keydown", last);
    };
  }, [registry]);
  return <Actions value={registry}>{children}</Actions>;
}

/** The window's actions. */
export function useRegistry(): Registry {
  const registry = useContext(Actions);
  if (registry === null) throw new Error("the window stands inside an ActionsProvider");
  return registry;
}

/** What can be done now. */
export function useAvailable(): readonly ActionId[] {
  const registry = useRegistry();
  return useSyncExternalStore(registry.subscribe, registry.now);
}

/** Says what an action does while this component is shown; without an act it cannot be done. */
export function useAction(id: ActionId, act: (() => void) | undefined) {
  const registry = useRegistry();
  const onAct = useEffectEvent(() => act?.());
  const isPossible = act !== undefined;
  useEffect(() => {
    if (!isPossible) return undefined;
    return registry.register(id, () => onAct());
  }, [registry, id, isPossible]);
}
