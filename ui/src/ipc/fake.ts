/**
 * The backend of a plain browser and of tests: a fake firm in memory. It is loaded on demand, in development alone.
 */
import type { Commands } from "./commands";
import { fakeBatch } from "./fake-batch";
import { FakeCrowd } from "./fake-crowd";
import { FakeFirm } from "./fake-firm";
import { FakeFirms } from "./fake-firms";
import { FakeIntents } from "./fake-intents";
import { FakeSupport } from "./fake-support";
import type { Command, Request, Answer } from "./invoke";
import type { Problem } from "./types/Problem";
import type { WindowMenu } from "./types/WindowMenu";
import type { WindowSettings } from "./types/WindowSettings";

const USUAL_SETTINGS: WindowSettings = {
  theme: "system",
  zoom: 100,
  density: "comfortable",
  cover_after: 10,
  columns: [],
  views: [],
};

let firm = new FakeFirm();
let crowd: FakeCrowd | null = null;
let settings = USUAL_SETTINGS;
let support = new FakeSupport(firm);
let intents = new FakeIntents(firm);
let firms = new FakeFirms();
let refusals = new Map<Command, Problem>();
let held = new Map<Command, Promise<void>>();
let answered = new Map<Command, (request: never) => unknown>();
let recoveryKey: string | null = null;
let menu: WindowMenu = { groups: [] };

const COMMANDS: { [C in Command]: (request: Commands[C]["request"]) => Commands[C]["answer"] } = {
  session: () => firms.session(firm.session()),
  standing: () => ({ ...intents.standing(), ...(crowd === null ? {} : { number: crowd.number }) }),
  firm_choices: () => firms.choices(),
  choose_firm: (chosen) => firms.choose(chosen),
  wipe: () => intents.wipe(),
  sign_out: () => {
    intents.wipe();
    return firms.signOut();
  },
  pick_export: () => firms.pick(),
  check_export: () => firms.check(),
  take_export: () => firms.take(),
  open_firm: () => null,
  open_with_recovery_key: () => null,
  begin_anew: () => ({ folder: "/home/dana/portico/firm set aside 2026-11-23 183000" }),
  recovery_key: () => ({ to_keep: recoveryKey }),
  recovery_key_is_kept: () => {
    recoveryKey = null;
    return null;
  },
  portal_users: (query) => crowd?.portalUsers(query) ?? firm.portalUsers(query),
  portal_user_counts: () => firm.counts(),
  portal_user: (id) => firm.portalUser(id),
  user_portal: (id) => support.userPortal(id),
  clients: (query) => firm.clients(query),
  client: (id) => support.client(id),
  client_portal: (id) => support.portal(id),
  who_can_get_in: (id) => support.whoCanGetIn(id),
  access_check: (query) => support.accessCheck(query),
  key_rehearsal: (key) => support.keyRehearsal(key),
  firm_settings: () => support.settings(),
  activity: (query) => support.activity(query),
  open_paths: (pair) => support.openPaths(pair),
  link: (change) => firm.change(true, change),
  de_link: (change) => firm.change(false, change),
  links_batch: (batch) => fakeBatch(firm, batch),
  copy_users: (table) => ({
    rows: table.only?.length ?? firm.portalUsers(table).total,
    file: null,
    cancelled: false,
  }),
  export_users: ({ table, format }) => ({
    rows: firm.portalUsers(table).total,
    file: `Portal users.${format}`,
    cancelled: false,
  }),
  show_menu: (shown) => {
    menu = shown;
    return null;
  },
  settings: () => settings,
  set_setting: ({ name, value }) => {
    settings = { ...settings, [name]: value };
    return settings;
  },
  close_access: (change) => support.closeAccess(change),
  unbar: (change) => support.unbar(change),
  open_key: (opening) => support.openKey(opening),
  intents: () => intents.list(),
  foresee_intent: (body) => intents.foresee(body),
  intend: (body) => intents.intend(body),
  confirm_intents: ({ ids }) => intents.confirm(ids),
  withdraw_intent: (id) => intents.drop(id),
  dismiss_intent: (id) => intents.drop(id),
  discard_unreadable_intents: () => null,
};

/** Runs a command on the fake firm. */
export async function fake<C extends Command>(command: C, request: Request<C>): Promise<Answer<C>> {
  await held.get(command);
  const refusal = refusals.get(command);
  if (refusal !== undefined) throw refusal;
  // Only `answerInstead` writes here, and by the command.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  const answer = (answered.get(command) as (typeof COMMANDS)[C] | undefined) ?? COMMANDS[command];
  return structuredClone(answer(request));
}

/** From now on a command is answered so; the firm's own answer can be had and looked at. */
export function answerInstead<C extends Command>(
  command: C,
  answer: (request: Request<C>, usual: (request: Request<C>) => Answer<C>) => Answer<C>,
) {
  answered.set(command, (request: Request<C>) => answer(request, COMMANDS[command]));
}

/** Begins again with a fresh firm. */
export function resetFake() {
  firm = new FakeFirm();
  crowd = null;
  settings = USUAL_SETTINGS;
  support = new FakeSupport(firm);
  intents = new FakeIntents(firm);
  firms = new FakeFirms();
  refusals = new Map();
  held = new Map();
  answered = new Map();
  recoveryKey = null;
  menu = { groups: [] };
}

/** What the menu bar shows. */
export function shownMenu(): WindowMenu {
  return menu;
}

/** Nobody has chosen a firm yet. */
export function beFirstStart() {
  firms.begin();
}

/** The firm is an imported one, whose recovery key nobody has kept yet. */
export function hasRecoveryKey(text: string) {
  recoveryKey = text;
}

/** Lists so many people from now on, whatever is asked. */
export function fill(total: number): FakeCrowd {
  crowd = new FakeCrowd(total);
  return crowd;
}

/** From now on the backend does not answer, or does again. */
export function beOffline(offline: boolean) {
  intents.offline = offline;
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
