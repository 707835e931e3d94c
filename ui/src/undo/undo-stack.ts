/** What was done in this window and can be taken back, and what was taken back and can be done again. */
import type { IntentPaths } from "../ipc/types/IntentPaths";

/** What has to be answered first, with the paths that it would shut, if any (rule 27). */
export type Question = { title: string; next: string; paths?: IntentPaths };

/** Asks whether something is meant although more comes of it (rules 26, 27, 28); the promise tells what was answered. */
export type Ask = (question: Question) => Promise<boolean>;

/**
 * What takes a change back. It answers with what takes that back in turn, with null where there is nothing more to it,
 * because nothing changed or somebody else was faster, or "kept" where it was not done and may be tried again.
 */
export type Reversal = {
  /** The change, as its notice told it. */
  says: string;
  run: (ask: Ask) => Promise<Reversal | null | "kept">;
};

/**
 * Which versions of a pair stand alike: what is taken back leaves a new version that stands as the one before the change
 * did, and whatever else is to be undone there goes by that. A version that somebody else has made is never among them.
 */
class Alike {
  readonly #newest = new Map<string, number>();

  /** The newest version that stands as this one did. */
  readonly now = (pair: string, version: number): number => {
    const next = this.#newest.get(`${version} ${pair}`);
    return next === undefined ? version : this.now(pair, next);
  };

  /** From now on `version` stands as `was` did. */
  again(pair: string, was: number, version: number) {
    this.#newest.set(`${this.now(pair, was)} ${pair}`, version);
  }
}

/** What a menu can offer: the words of what would be taken back, or done again. */
export type Offered = { undo: string | undefined; redo: string | undefined };

/** So many changes are remembered. */
const DEPTH = 50;

type Side = "undo" | "redo";

export class UndoStack {
  readonly #ask: Ask;
  #sides: Record<Side, readonly Reversal[]> = { undo: [], redo: [] };
  #offered: Offered = { undo: undefined, redo: undefined };
  #listeners = new Set<() => void>();
  readonly alike = new Alike();
  #turn: Promise<unknown> = Promise.resolve();

  constructor(ask: Ask) {
    this.#ask = ask;
  }

  readonly subscribe = (listener: () => void) => {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  };

  readonly offered = (): Offered => this.#offered;

  /** Something was done. What had been taken back before cannot be done again: it would be out of its place. */
  did(reversal: Reversal) {
    this.#set({ undo: [...this.#sides.undo, reversal], redo: [] });
  }

  /** Takes back what was done last, or this if it is still to be taken back. */
  undo(which?: Reversal): Promise<void> {
    return this.#inTurn(() => this.#move("undo", "redo", which));
  }

  /** Does again what was taken back last. */
  redo(): Promise<void> {
    return this.#inTurn(() => this.#move("redo", "undo"));
  }

  /** One after the other, however fast the keys are pressed: each begins with what the one before has left. */
  #inTurn(act: () => Promise<void>): Promise<void> {
    const turn = this.#turn.then(act);
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  async #move(from: Side, to: Side, which = this.#sides[from].at(-1)) {
    if (which === undefined || !this.#sides[from].includes(which)) return;
    const back = await which.run(this.#ask);
    if (back === "kept") return;
    const left = this.#sides[from].filter((one) => one !== which);
    const other = back === null ? this.#sides[to] : [...this.#sides[to], back];
    this.#set(from === "undo" ? { undo: left, redo: other } : { undo: other, redo: left });
  }

  #set({ undo, redo }: Record<Side, readonly Reversal[]>) {
    this.#sides = { undo: undo.slice(-DEPTH), redo: redo.slice(-DEPTH) };
    this.#offered = { undo: this.#sides.undo.at(-1)?.says, redo: this.#sides.redo.at(-1)?.says };
    for (const listener of this.#listeners) listener();
  }
}
