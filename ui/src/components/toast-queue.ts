/** The notices that stand at the foot of the window for a while. */

export type Toast = {
  says: string;
  /** What to do next, where something went wrong: such a notice stays until it is closed. */
  next?: string;
  undo?: () => void;
};

export type ShownToast = Toast & { id: number };

const STAYS_MS = 10_000;
const MOST = 3;

type Timer = { handle: ReturnType<typeof setTimeout> | undefined; left: number; since: number };

/** Shows at most three notices at a time, each for ten seconds in which nobody points at them or has the focus there. */
export class ToastQueue {
  #shown: readonly ShownToast[] = [];
  #timers = new Map<number, Timer>();
  #listeners = new Set<() => void>();
  #lastId = 0;
  #paused = false;

  subscribe = (listener: () => void) => {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  };

  shown = () => this.#shown;

  show(toast: Toast) {
    this.#lastId += 1;
    const id = this.#lastId;
    if (toast.next === undefined) {
      this.#timers.set(id, { handle: undefined, left: STAYS_MS, since: 0 });
      if (!this.#paused) this.#start(id);
    }
    this.#set([...this.#shown, { ...toast, id }].slice(-MOST));
  }

  close(id: number) {
    clearTimeout(this.#timers.get(id)?.handle);
    this.#timers.delete(id);
    this.#set(this.#shown.filter((toast) => toast.id !== id));
    // The pointer or the focus may have been on the very notice that went.
    if (this.#shown.length === 0) this.#paused = false;
  }

  pause = () => {
    if (this.#paused) return;
    this.#paused = true;
    for (const timer of this.#timers.values()) {
      clearTimeout(timer.handle);
      timer.left -= Date.now() - timer.since;
    }
  };

  resume = () => {
    if (!this.#paused) return;
    this.#paused = false;
    for (const id of this.#timers.keys()) this.#start(id);
  };

  #start(id: number) {
    const timer = this.#timers.get(id);
    if (timer === undefined) return;
    timer.since = Date.now();
    timer.handle = setTimeout(() => this.close(id), timer.left);
  }

  #set(shown: readonly ShownToast[]) {
    this.#shown = shown;
    for (const listener of this.#listeners) listener();
  }
}
