import { factsOf, paths, verdictOf } from "./fake-checks";
/** What the fake firm answers to support: checks, clients, activity. It follows the real one as far as the window can tell. */
import type { FakeClient, FakeUser } from "./fake-data";
import type { FakeFirm } from "./fake-firm";
import { PORTAL_WORDS } from "./fake-words";
import type { AccessCheck } from "./types/AccessCheck";
import type { AccessCheckQuery } from "./types/AccessCheckQuery";
import type { ActivityEntry } from "./types/ActivityEntry";
import type { ActivityPage } from "./types/ActivityPage";
import type { ActivityQuery } from "./types/ActivityQuery";
import type { Amount } from "./types/Amount";
import type { ClientDetail } from "./types/ClientDetail";
import type { CloseAccessAnswer } from "./types/CloseAccessAnswer";
import type { CloseAccessChange } from "./types/CloseAccessChange";
import type { FirmSettingsView } from "./types/FirmSettingsView";
import type { KeyOpened } from "./types/KeyOpened";
import type { KeyOpening } from "./types/KeyOpening";
import type { KeyRehearsal } from "./types/KeyRehearsal";
import type { KeyRehearsalBody } from "./types/KeyRehearsalBody";
import type { LinkAnswer } from "./types/LinkAnswer";
import type { LinkChange } from "./types/LinkChange";
import type { NearAccount } from "./types/NearAccount";
import type { OpenPaths } from "./types/OpenPaths";
import type { PairQuery } from "./types/PairQuery";
import type { PortalView } from "./types/PortalView";
import type { Problem } from "./types/Problem";
import type { UserPortal } from "./types/UserPortal";
import type { WhoCanGetIn } from "./types/WhoCanGetIn";

const STAFF = "Dana Osei";
const AS_OF = new Date(Date.now() - 3 * 3_600_000).toISOString();

export class FakeSupport {
  #firm: FakeFirm;
  #openKeys = new Set<string>();

  constructor(firm: FakeFirm) {
    this.#firm = firm;
  }

  accessCheck({ email, client_id: id }: AccessCheckQuery): AccessCheck {
    if (!email.includes("@")) throw problem(400, "invalid", "The e-mail address has no @.", "Write it anew.");
    const client = id === undefined || id === null ? null : this.#client(id);
    const user = this.#firm.people().find((one) => one.email === email.trim().toLowerCase());
    const facts = factsOf(user, client);
    const failed = facts.findIndex(({ holds }) => !holds);
    const decision = facts[failed];
    return {
      allowed: decision === undefined,
      verdict: verdictOf(user?.first ?? email, client?.name ?? "what is due", decision?.no),
      steps: facts.map(({ holds, yes, no, asks }, at) => {
        if (failed !== -1 && at > failed)
          return { says: `Not asked any more: ${asks}.`, outcome: "not_reached" };
        return { says: holds ? yes : no, outcome: holds ? "passed" : "failed" };
      }),
      decided_by: failed === -1 ? null : failed,
      remedies: decision === undefined ? [] : decision.remedies,
      reply:
        decision === undefined
          ? "Hello, you can sign in now."
          : "Hello, please sign in and claim the client.",
      clues: [],
      near: user === undefined ? this.#near(email) : [],
      portal_user_id: user?.id ?? null,
      portal_user: user === undefined ? null : nameOf(user),
      client: client?.name ?? null,
      attempts: [],
      attempts_note:
        "No attempt was recorded: whatever was tried, it was on another page or with another e-mail address.",
      data_as_of: AS_OF,
    };
  }

  /** Whose address has two letters swapped, or one more or less. */
  #near(typed: string): NearAccount[] {
    const found = this.#firm.people().filter(({ email }) => lettersOf(email) === lettersOf(typed.trim()));
    return found.map((user) => ({ portal_user_id: user.id, name: nameOf(user), email: user.email }));
  }

  keyRehearsal({ client_id: typed, invoice_number: invoice }: KeyRehearsalBody): KeyRehearsal {
    const exact = this.#firm.books().find(({ id }) => id === typed);
    const near = this.#firm.books().find(({ id }) => id.toLowerCase() === typed.toLowerCase());
    const opens = exact !== undefined && invoice === "20931";
    const clientSays =
      exact === undefined
        ? `The Client ID is ${near?.id}; what was typed has another letter case.`
        : "The Client ID is right.";
    return {
      would_open: opens,
      says: [opens ? "This opens the portal." : "This does not open the portal.", clientSays],
      say_back: "Please type the Client ID and any invoice number exactly as printed.",
      meant_client: near?.id ?? null,
      closed_until: null,
      data_as_of: AS_OF,
    };
  }

  client(id: string): ClientDetail {
    const { name, office, portal, contacts } = this.#client(id);
    const linked = this.#linkedTo(id);
    const closed = id === "1012" && !this.#openKeys.has(id);
    return {
      client_id: id,
      name,
      office,
      portal,
      portal_label: PORTAL_WORDS[portal],
      contacts: contacts.map((email) => {
        const user = this.#firm.people().find((one) => one.email === email);
        return {
          name: user === undefined ? email : nameOf(user),
          email,
          receives_invoices: true,
          portal_user_id: user?.id ?? null,
          linked: user !== undefined && linked.includes(user),
        };
      }),
      linked_users: linked.length,
      key_closed_until: closed ? new Date(Date.now() + 3_600_000).toISOString() : null,
      data_as_of: AS_OF,
    };
  }

  portal(id: string): PortalView {
    const { name, portal } = this.#client(id);
    const invoice = {
      number: "20931",
      issued_on: "2026-10-01",
      due_on: "2026-10-31",
      amount: amount(120_000),
      balance: amount(120_000),
      late_fee: amount(2500),
      due: amount(122_500),
    };
    return {
      client_id: id,
      client: name,
      portal,
      notice: portal === "open" ? null : PORTAL_WORDS[portal],
      invoices: portal === "open" ? [invoice] : [],
      totals: portal === "open" ? [amount(122_500)] : [],
      data_as_of: AS_OF,
    };
  }

  userPortal(id: number): UserPortal {
    const user = this.#user(id);
    const portals = user.links.map(({ client }) => this.portal(client));
    const open = portals.filter(({ portal }) => portal === "open");
    const access = this.#firm.portalUser(id).access;
    const shown = access === "can_sign_in" ? open : [];
    return {
      portal_user_id: id,
      name: nameOf(user),
      access,
      notice: access === "can_sign_in" ? null : "Nothing shows.",
      clients: shown.map((one) => ({ client_id: one.client_id, name: one.client, owes: "1 unpaid invoice" })),
      invoices: shown.flatMap((one) =>
        one.invoices.map((invoice) => ({ client_id: one.client_id, client: one.client, invoice })),
      ),
      totals: shown.length === 0 ? [] : [amount(122_500 * shown.length)],
      data_as_of: AS_OF,
      not_checked: [],
    };
  }

  whoCanGetIn(id: string): WhoCanGetIn {
    const { name, portal } = this.#client(id);
    const open = portal === "open";
    const accounts = this.#linkedTo(id).map((user) => ({
      kind: "account" as const,
      open: open && user.verifiedAt !== null,
      says: `${nameOf(user)} gets in by signing in.`,
      portal_user_id: user.id,
      detail: user.email,
    }));
    const key = {
      kind: "key" as const,
      open,
      says: "Whoever knows the Client ID and any invoice number gets in.",
      portal_user_id: null,
      detail: "sees and pays unpaid invoices, and nothing else",
    };
    return {
      client_id: id,
      client: name,
      portal,
      ways: [...accounts, key],
      not_checked: [],
      data_as_of: AS_OF,
    };
  }

  settings(): FirmSettingsView {
    return {
      version: 3,
      settings: {
        payment_history: false,
        asks_invoice: true,
        strict_keys: false,
        late_fees_shown: true,
        cache_hours: 72,
      },
      portal_colour: "#1d4e6b",
      changed_by: STAFF,
      changed_at: AS_OF,
    };
  }

  openPaths({ portal_user_id: id, client_id: client }: PairQuery): OpenPaths {
    const isLinked = this.#user(id).links.some((link) => link.client === client);
    const isBarred = this.#user(id).barred.includes(client);
    return {
      before: paths(isLinked, isBarred),
      after_de_link: paths(false, isBarred),
      after_close_access: paths(false, true),
    };
  }

  closeAccess({ if_version, ...change }: CloseAccessChange): CloseAccessAnswer {
    const { before, after_close_access: after } = this.openPaths(change);
    return { answer: this.#firm.close({ ...PAIR, ...change, if_version }), before, after };
  }

  unbar(change: LinkChange): LinkAnswer {
    return this.#firm.unbar(change);
  }

  openKey({ client_id: id }: KeyOpening): KeyOpened {
    this.#openKeys.add(id);
    return { changed: true, activity: 901, says: `Opened the key of ${this.#client(id).name}` };
  }

  activity({
    action,
    actor,
    portal_user_id: user,
    client_id: client,
    before,
    limit,
  }: ActivityQuery): ActivityPage {
    const found = this.#log().filter(
      (entry) =>
        answers(action, entry.action) &&
        answers(actor, entry.actor) &&
        answers(user, entry.portal_user_id) &&
        answers(client, entry.client_id) &&
        entry.number < (before ?? Number.MAX_SAFE_INTEGER),
    );
    const page = found.slice(0, limit ?? 50);
    return { entries: page, next: page.length < found.length ? (page.at(-1)?.number ?? null) : null };
  }

  #log(): ActivityEntry[] {
    const made = this.#firm
      .people()
      .flatMap((user) => user.links.map((link) => ({ user, link })))
      .toSorted((a, b) => a.link.madeAt.localeCompare(b.link.madeAt));
    return made
      .map(({ user, link }, index): ActivityEntry => {
        const { name } = this.#client(link.client);
        const done = link.origin === "claim" ? "claimed" : "linked";
        return {
          number: index + 1,
          at: link.madeAt,
          actor: link.madeBy,
          actor_kind: link.origin === "staff" ? "staff" : "portal_user",
          action: "link",
          portal_user_id: user.id,
          portal_user: nameOf(user),
          client_id: link.client,
          client: name,
          before: { origin: null, barred: false },
          after: { origin: link.origin, barred: false },
          before_says: "not linked",
          after_says: `linked by ${link.origin}`,
          reason: null,
          undo_of: null,
          request_id: "0192fake-0000",
          says: `${link.madeBy} ${done} ${link.client} ${name}`,
        };
      })
      .toReversed();
  }

  #linkedTo(id: string): FakeUser[] {
    return this.#firm.people().filter(({ links }) => links.some(({ client }) => client === id));
  }

  #user(id: number): FakeUser {
    const user = this.#firm.people().find((one) => one.id === id);
    if (user === undefined) throw problem(404, "not_found", "There is no such portal user.", "Look again.");
    return user;
  }

  #client(id: string): FakeClient {
    const client = this.#firm.books().find((one) => one.id === id);
    if (client === undefined) {
      throw problem(404, "not_found", "There is no such client.", "Go back to the list and look again.");
    }
    return client;
  }
}

const PAIR = { undo_of: null, confirmed: true };

function amount(minor: number): Amount {
  const says = (minor / 100).toLocaleString("en", { minimumFractionDigits: 2 });
  return { minor, currency: "USD", says: `${says} USD` };
}

/** Whether what was found is what was asked for, if anything was. */
function answers(asked: unknown, found: unknown): boolean {
  return (asked ?? null) === null || asked === found;
}

function lettersOf(text: string): string {
  return text.split("").toSorted().join("");
}

function nameOf({ first, last }: FakeUser): string {
  return `${first} ${last}`;
}

function problem(status: number, code: Problem["code"], title: string, next: string): Problem {
  return { type: "about:blank", status, code, title, next, request_id: "0192fake-0001", current: null };
}
