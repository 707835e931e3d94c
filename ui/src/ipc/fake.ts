/**
 * The backend of a plain browser and of tests: a fake firm in memory. It is loaded on demand, in development alone.
 */
import type { Commands } from "./commands";
import { FakeFirm } from "./fake-firm";
import type { Command, Request, Answer } from "./invoke";
import type { Problem } from "./types/Problem";

let firm = new FakeFirm();
let refusals = new Map<Command, Problem>();
let held = new Map<Command, Promise<void>>();
let recoveryKey: string | null = null;

const COMMANDS: { [C in Command]: (request: Commands[C]["request"]) => Commands[C]["answer"] } = {
  session: () => firm.session(),
  standing: () => firm.standing(),
  open_firm: () => null,
  open_with_recovery_key: () => null,
  begin_anew: () => ({ folder: "/home/dana/portico/firm set aside 2026-11-23 183000" }),
  recovery_key: () => ({ to_keep: recoveryKey }),
  recovery_key_is_kept: () => {
    recoveryKey = null;
    return null;
  },
  portal_users: (query) => firm.portalUsers(query),
  portal_user_counts: () => firm.counts(),
  portal_user: (id) => firm.portalUser(id),
  clients: (query) => firm.clients(query),
  link: (change) => firm.change(true, change),
  de_link: (change) => firm.change(false, change),
};

/** Runs a command on the fake firm. */
export async function fake<C extends Command>(command: C, request: Request<C>): Promise<Answer<C>> {
  await held.get(command);
  const refusal = refusals.get(command);
  if (refusal !== undefined) throw refusal;
  return structuredClone(COMMANDS[command](request));
}

/** Begins again with a fresh firm. */
export function resetFake() {
  firm = new FakeFirm();
  refusals = new Map();
  held = new Map();
  recoveryKey = null;
}

/** The firm is an imported one, whose recovery key nobody has kept yet. */
export function hasRecoveryKey(text: string) {
  recoveryKey = text;
}

/** Every further call of a command fails, until it may succeed again. */
export function refuse(command: Command, problem: Problem | null) {
  if (problem === null) refusals.delete(command);
  else refusals.set(command, problem);
}

/** Calls of a command wait until the returned function is called. */
export function hold(command: Command): () => void {
  const waiting: (() => void)[] = [];
  held.set(command, new Promise((resolve) => waiting.push(resolve)));
  return () => {
    held.delete(command);
    for (const go of waiting) go();
  };
}
