/** What can be done now: each screen says what its actions do for as long as it is shown. */
import { ACTION_IDS } from "./table";
import type { ActionId } from "./table";

type Act = () => void;

/** How many of the last used actions are remembered. */
const REMEMBERED = 8;

export class Registry {
  private readonly acts = new Map<ActionId, Act[]>();
  private readonly listeners = new Set<() => void>();
  private available: readonly ActionId[] = [];
  private used: readonly ActionId[] = [];

  /** Says what an action does from now on, until the returned function is called. Whoever said so last is asked. */
  readonly register = (id: ActionId, act: Act): (() => void) => {
    this.acts.set(id, [...(this.acts.get(id) ?? []), act]);
    this.changed();
    return () => {
      const left = (this.acts.get(id) ?? []).filter((other) => other !== act);
      if (left.length === 0) this.acts.delete(id);
      else this.acts.set(id, left);
      this.changed();
    };
  };

  /** Does it, if it can be done now. */
  readonly run = (id: ActionId): boolean => {
    const act = this.acts.get(id)?.at(-1);
    if (act === undefined) return false;
    this.used = [id, ...this.used.filter((other) => other !== id)].slice(0, REMEMBERED);
    act();
    return true;
  };

  /** What can be done now, in the order of the table. */
  readonly now = (): readonly ActionId[] => this.available;

  /** What was done, the last first. */
  readonly recent = (): readonly ActionId[] => this.used;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  private changed() {
    this.available = ACTION_IDS.filter((id) => this.acts.has(id));
    for (const listener of this.listeners) listener();
  }
}
